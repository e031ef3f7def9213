/** @file How MNIST is cut into the files that the playground fetches: who builds them and who reads them must agree. */

/** Examples of a file of the training part. */
export const partSize = 10_000;
export const trainingImages = 60_000;
/** The first test images, in one file. */
export const testImages = 2000;
/** Bytes of an image of 28 × 28. */
export const imageBytes = 784;
/** Bytes before the first label or image in the published files. */
export const idxHeader = { labels: 8, images: 16 } as const;

/** Relative to the page. */
export const partName = (part: "train" | "test", index: number): string => `mnist/${part}-${index}.gz`;

/**
 * @file MNIST as the playground fetches it: parts of ten thousand examples, labels before images, compressed. The files
 * of the package are checked against the published hashes; what was compressed once is kept for the next build.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { readImageSet } from "../../src/data/node/imageSet.ts";
import { idxHeader, imageBytes, partName, partSize, testImages, trainingImages } from "../workers/mnistParts.ts";

/** Named by what decides what is in the files. */
const kept = fileURLToPath(
  new URL(`../../node_modules/.cache/evenkeel/mnist-${partSize}-${testImages}/`, import.meta.url),
);

export function mnist(): Plugin {
  return {
    name: "mnist",
    apply: "build",
    generateBundle() {
      for (const [name, part] of parts()) this.emitFile({ type: "asset", fileName: name, source: part });
    },
  };
}

function parts(): [string, Uint8Array][] {
  const train = Array.from({ length: trainingImages / partSize }, (_, i) => partName("train", i));
  const names = [...train, partName("test", 0)];
  try {
    return names.map((name) => [name, readFileSync(`${kept}${name.replace("mnist/", "")}`)]);
  } catch {
    const made = compressed();
    mkdirSync(kept, { recursive: true });
    for (const [name, bytes] of made) writeFileSync(`${kept}${name.replace("mnist/", "")}`, bytes);
    return made;
  }
}

function compressed(): [string, Uint8Array][] {
  const files = readImageSet("mnist", null);
  const part = (images: Uint8Array, labels: Uint8Array, first: number, count: number): Uint8Array =>
    gzipSync(
      Buffer.concat([
        labels.subarray(idxHeader.labels + first, idxHeader.labels + first + count),
        images.subarray(idxHeader.images + first * imageBytes, idxHeader.images + (first + count) * imageBytes),
      ]),
      { level: 6 },
    );
  const { trainImages, trainLabels, testImages: images, testLabels: labels } = files;
  return [
    ...Array.from({ length: trainingImages / partSize }, (_, i): [string, Uint8Array] => [
      partName("train", i),
      part(trainImages.bytes, trainLabels.bytes, i * partSize, partSize),
    ]),
    [partName("test", 0), part(images.bytes, labels.bytes, 0, testImages)],
  ];
}

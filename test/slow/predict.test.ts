/** @file From training to answers through the built package: an exported classifier reads digits from PNG files. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  DataError,
  dense,
  experimentHash,
  exportModel,
  type FitResult,
  loadDataset,
  ortNodeEngine,
  predictFiles,
  sequential,
  fit as train,
} from "evenkeel/node";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { readImageSet } from "../../src/data/node/imageSet.ts";
import { parseIdx } from "../../src/data/readers/idx.ts";
import { decodeModel, metadataOf } from "../../src/onnx/decode.ts";
import { readCard } from "../../src/predict/card.ts";
import { toGrey } from "../../src/predict/grey.ts";
import { prepareImage } from "../../src/predict/image.ts";
import { decodePng, pngParts } from "../../src/predict/png.ts";

process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), "evenkeel-cache-"));
const modelPath = join(mkdtempSync(join(tmpdir(), "evenkeel-predict-")), "digits.onnx");
const digits = fileURLToPath(new URL("../fixtures/digits/", import.meta.url));
const files = readdirSync(digits).map((name) => join(digits, name));
/** The first character of a fixture's name is the digit that it shows. */
const shown = (file: string): string => basename(file)[0]!;

let result: FitResult;
beforeAll(async () => {
  // One thread, for the same weights on every machine.
  const engine = await ortNodeEngine({ threads: 1 });
  const data = { source: "mnist", limit: 6000, inputScaling: "unit", targetEncoding: "one-hot" };
  result = await train(sequential(dense(256, "relu"), dense(10)), data, {
    engine,
    task: "classification",
    loss: { name: "softmax-cross-entropy" },
    optimizer: { name: "adam", learningRate: 0.002 },
    batchSize: 32,
    epochs: 1,
    seed: 1,
  });
  await engine.dispose();
  const { experiment, plan, parameters, metrics } = result;
  const dataset = loadDataset(experiment.data, { baseFolder: ".", seed: 1, precision: experiment.precision });
  const details = { experiment: experimentHash(experiment), ...(metrics.test && { metrics: metrics.test }) };
  writeFileSync(modelPath, exportModel(plan, dataset, parameters, details));
});

test("the model says what it is", () => {
  const card = readCard(metadataOf(decodeModel(readFileSync(modelPath))), modelPath);
  expect(card).toMatchObject({
    task: "classification",
    output: "probabilities",
    labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    input: {
      dtype: "uint8",
      features: 784,
      image: { height: 28, width: 28, background: "dark", boxHeight: 20, boxWidth: 20 },
    },
    batch: "any",
    data: "mnist",
    experiment: experimentHash(result.experiment),
  });
  expect(card.metrics.accuracy).toBe(result.metrics.test!.accuracy);
  expect(card.metrics.accuracy).toBeGreaterThan(0.85);
});

test("after one epoch on 6000 images it reads the pictures, whatever they were drawn with", async () => {
  const predictions = await predictFiles(modelPath, files);
  const wrong = predictions.filter(({ file, label }) => label !== shown(file));
  expect(files.length).toBeGreaterThanOrEqual(6);
  expect(
    wrong.map(({ file, label }) => `${basename(file)}: ${label}`).length,
    JSON.stringify(wrong),
  ).toBeLessThanOrEqual(1);
  for (const { top, probability } of predictions) {
    expect(top).toHaveLength(3);
    expect(probability).toBe(top[0]!.probability);
  }
});

test("its accuracy on whole files of images is the evaluation's", async () => {
  const { testImages, testLabels } = readImageSet("mnist", null);
  const pixels = parseIdx(testImages.bytes, testImages.file).data as Uint8Array;
  const labels = parseIdx(testLabels.bytes, testLabels.file).data;
  const session = await InferenceSession.create(modelPath);
  const { output } = await session.run({ input: new Tensor("uint8", pixels, [labels.length, 784]) });
  await session.release();
  const rows = output!.data as Float32Array;
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = rows.subarray(i * 10, i * 10 + 10);
    if (row.indexOf(Math.max(...row)) === labels[i]) right++;
  }
  expect(right / labels.length).toBeCloseTo(result.metrics.test!.accuracy!, 4);
});

describe("pictures that were made from a test image are prepared to nearly that image, at most a pixel aside", () => {
  /** Numbers of the test images that the fixtures were made from. */
  const origins: Readonly<Record<string, number>> = {
    "7": 0,
    "2": 1,
    "1": 2,
    "0": 3,
    "4": 4,
    "9": 7,
    "6": 11,
    "3": 18,
  };
  const { testImages } = readImageSet("mnist", null);
  const pixels = parseIdx(testImages.bytes, testImages.file).data;
  const target = { height: 28, width: 28, background: "dark", boxHeight: 20, boxWidth: 20 } as const;

  test.each(files.map((file) => [basename(file), file]))("%s", (_name, file) => {
    const index = origins[shown(file)]!;
    const original = Array.from(pixels.subarray(index * 784, (index + 1) * 784));
    const image = prepareImage(toGrey(decodePng(pngParts(readFileSync(file), file)), file), target, file);
    if (file.includes("as-is")) expect(Array.from(image)).toEqual(original);
    else {
      const likeness = neighbours(original).map((each) => correlation(Array.from(image), each));
      expect(Math.max(...likeness)).toBeGreaterThan(0.9);
    }
  });
});

/** The image, and it moved by a pixel in each direction: its border is empty. */
const neighbours = (image: readonly number[]): number[][] =>
  [-29, -28, -27, -1, 0, 1, 27, 28, 29].map((by) => image.map((_, i) => image[i + by] ?? 0));

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (f: (i: number) => number, g: (i: number) => number): number =>
    a.reduce((sum, _, i) => sum + f(i) * g(i), 0);
  const [da, db] = [(i: number): number => a[i]! - meanA, (i: number): number => b[i]! - meanB];
  return product(da, db) / Math.sqrt(product(da, da) * product(db, db));
}

test("a file that is no picture is refused, and the process goes on", async () => {
  await expect(predictFiles(modelPath, [modelPath])).rejects.toThrow(DataError);
  await expect(predictFiles(files[0]!, files)).rejects.toThrow(DataError);
  expect(await predictFiles(modelPath, files.slice(0, 1))).toHaveLength(1);
});

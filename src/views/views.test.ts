/** @file Views against what can be counted by hand. */
import { expect, test } from "vitest";
import { tolerances } from "../../test/tolerance.ts";
import type { Dataset, Inputs } from "../data/dataset.ts";
import { identity } from "../data/dataset.ts";
import { referenceEngine } from "../engine/reference/reference.ts";
import { parseExperiment } from "../experiment/parse.ts";
import { toValue } from "../graph/dtype.ts";
import { planExperiment } from "../train/plan.ts";
import { base64 } from "../util/base64.ts";
import { answersOf, labelsOf } from "./answers.ts";
import { gallery } from "./gallery.ts";
import { pictureOf } from "./pictures.ts";
import type { Views } from "./views.ts";
import { viewsOf } from "./viewsOf.ts";

/** Pictures of 2 × 2 pixels: the model says class j where pixel j is the brightest of the first three. */
const count = 1203;
const pixels = Uint8Array.from({ length: 4 * count }, (_, i) => (i * 7919) % 251);
const brightest = (i: number): number => {
  const row = [...pixels.subarray(4 * i, 4 * i + 3)];
  return row.indexOf(Math.max(...row));
};
/** Every fifth example is not what it looks like. */
const labels = Int32Array.from({ length: count }, (_, i) => (i % 5 === 0 ? (brightest(i) + 1) % 3 : brightest(i)));
const inputs: Inputs = { data: pixels, shape: [count, 2, 2] };
const dataset: Dataset = {
  name: "corners",
  train: { inputs, targets: { kind: "labels", labels, classes: 3 } },
  inputScaling: { subtract: 0, multiply: 1 / 255 },
  targetScaling: identity,
  classNames: ["<left>", "right", "below"],
  files: [],
};
/** Probabilities are at most 1. */
const close = tolerances.float32.rounding.forward.relative;
const weights = [2, 0, 0, 0, 2, 0, 0, 0, 2, -1, -1, -1];

async function seen(loss = "sparse-categorical-cross-entropy", activation = "softmax"): Promise<Views> {
  const experiment = parseExperiment(
    {
      data: { source: "inline", inputs: [[0]], targets: [0] },
      model: [{ type: "dense", units: 3, activation }],
      loss,
      optimizer: { name: "sgd", learningRate: 0.1 },
      batchSize: 8,
      epochs: 1,
    },
    "test",
  );
  const plan = planExperiment({ ...experiment, task: "classification" }, dataset);
  const [weight, bias] = plan.blueprint.model.parameters;
  const parameters = {
    [weight!.name]: toValue("float32", [4, 3], weights),
    [bias!.name]: toValue("float32", [3], [0, 0, 0]),
  };
  const engine = referenceEngine();
  return viewsOf(engine, { plan, dataset, parameters }, 7);
}

test("count every example once, in the row of what it is and the column of what the model says", async () => {
  const { confusion, step, part, examples } = await seen();
  expect([step, part, examples]).toEqual([7, "train", count]);
  const counts = [0, 1, 2].map(() => [0, 0, 0]);
  for (let i = 0; i < count; i++) counts[labels[i]!]![brightest(i)]!++;
  expect(confusion).toEqual({ labels: ["<left>", "right", "below"], counts });
  expect(counts.flat().reduce((sum, n) => sum + n, 0)).toBe(count);
});

test("show the surest mistakes first with their probability, six of a cell, as the pictures that they are", async () => {
  const { wrong, right, confusion } = await seen();
  const names = confusion!.labels;
  const probability = (i: number): number => {
    const scores = [0, 1, 2].map((j) => Math.exp((2 * pixels[4 * i + j]!) / 255));
    return Math.max(...scores) / scores.reduce((sum, x) => sum + x, 0);
  };
  expect(wrong.length).toBe(18);
  for (const [k, shown] of wrong.entries()) {
    expect(shown.truth).toBe(names[labels[shown.example]!]);
    expect(shown.truth).not.toBe(shown.answer);
    expect(shown.image).toBe(Buffer.from(pixels.subarray(4 * shown.example, 4 * shown.example + 4)).toString("base64"));
    expect([shown.width, shown.height]).toEqual([2, 2]);
    expect(Math.abs(shown.probability - probability(shown.example))).toBeLessThan(close);
    if (k > 0) expect(shown.probability).toBeLessThanOrEqual(wrong[k - 1]!.probability);
  }
  expect(right.length).toBe(18);
  for (const { truth, answer } of right) expect(truth).toBe(answer);
});

test("are the same where the loss takes logits", async () => {
  const [direct, logits] = [await seen(), await seen("softmax-cross-entropy", "linear")];
  expect(logits.confusion).toEqual(direct.confusion);
  for (const [k, { probability }] of logits.wrong.entries())
    expect(Math.abs(probability - direct.wrong[k]!.probability)).toBeLessThan(close);
});

test("show each unit's weights, divided by the largest of all", async () => {
  const { tiles } = await seen();
  expect(tiles.map(({ unit, width, height }) => [unit, width, height])).toEqual([
    [0, 2, 2],
    [1, 2, 2],
    [2, 2, 2],
  ]);
  expect(tiles.map(({ values }) => values)).toEqual([
    [1, 0, 0, -0.5],
    [0, 1, 0, -0.5],
    [0, 0, 1, -0.5],
  ]);
  expect(tiles[0]!.largest).toBe(2);
});

test("take the largest of several targets and the larger half of one for classes", () => {
  const data = Float32Array.of(0, 1, 0, 0, 0, 1);
  expect([...labelsOf({ kind: "values", data, width: 3 }).labels]).toEqual([1, 2]);
  expect([...labelsOf({ kind: "values", data, width: 1 }).labels]).toEqual([0, 1, 0, 0, 0, 1]);
});

test("of a model with one output are sure of class 0 below a half", () => {
  const two = { kind: "labels", labels: Int32Array.of(0, 1, 1), classes: 2 } as const;
  const answers = answersOf({ width: 1, values: Float64Array.of(0.1, 0.9, 0.25) }, two);
  expect([...answers.answer]).toEqual([0, 1, 0]);
  expect([...answers.probability]).toEqual([0.9, 0.9, 0.75]);
});

test("of a model that gives no numbers still count", () => {
  const two = { kind: "labels", labels: Int32Array.of(0, 1), classes: 2 } as const;
  const answers = answersOf({ width: 2, values: Float64Array.of(Number.NaN, Number.NaN, 0.2, Number.NaN) }, two);
  expect([...answers.answer]).toEqual([0, 0]);
  expect(gallery(answers, ["a", "b"], () => ({ image: "", width: 0, height: 0 })).wrong.length).toBe(1);
});

test("have no pictures of a table, and draw numbers from the least to the largest", () => {
  expect(pictureOf({ data: Float32Array.of(1, 2), shape: [1, 2] })).toBeNull();
  expect(pictureOf({ data: new Uint8Array(12), shape: [1, 2, 2, 3] })).toBeNull();
  const draw = pictureOf({ data: Float32Array.of(-1, 0, 1, 3), shape: [1, 2, 2] })!;
  expect(draw(0).image).toBe(Buffer.of(0, 64, 128, 255).toString("base64"));
});

test("write base64 as everybody does", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + length) & 255);
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  }
});

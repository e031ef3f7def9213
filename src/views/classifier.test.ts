/** @file Single pictures get the answers that whole data sets get, with whatever parameters there are now. */
import { describe, expect, test } from "vitest";
import type { Dataset, Inputs } from "../data/dataset.ts";
import { identity } from "../data/dataset.ts";
import { referenceEngine } from "../engine/reference/reference.ts";
import { parseExperiment } from "../experiment/parse.ts";
import { toValue } from "../graph/dtype.ts";
import { type Plan, planExperiment } from "../train/plan.ts";
import { DataError } from "../util/errors.ts";
import { type Classifier, classifier } from "./classifier.ts";
import { type Parameters, predict } from "./predictions.ts";

const count = 12;
/** Pictures of 4 × 5 pixels, dark but for some that are not at the edge. */
const pixels = 20;
const inner = new Set([6, 7, 8, 11, 12, 13]);
const bytes = Uint8Array.from({ length: pixels * count }, (_, i) =>
  inner.has(i % pixels) ? 40 + ((i * 7919) % 216) : 0,
);

function datasetOf(data: Inputs["data"]): Dataset {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  return {
    name: "corners",
    train: { inputs: { data, shape: [count, 4, 5] }, targets: { kind: "labels", labels, classes: 3 } },
    inputScaling: { subtract: 0, multiply: 1 / 255 },
    targetScaling: identity,
    files: [],
  };
}

function planOf(dataset: Dataset): Plan {
  const experiment = parseExperiment(
    {
      data: { source: "inline", inputs: [[0]], targets: [0] },
      model: [{ type: "dense", units: 3, activation: "softmax" }],
      loss: "sparse-categorical-cross-entropy",
      optimizer: { name: "sgd", learningRate: 0.1 },
      batchSize: 4,
      epochs: 1,
    },
    "test",
  );
  return planExperiment({ ...experiment, task: "classification" }, dataset);
}

function parametersOf({ blueprint }: Plan, factor: number): Parameters {
  const [weight, bias] = blueprint.model.parameters;
  const numbers = Array.from({ length: 3 * pixels }, (_, i) => factor * Math.sin(i));
  return {
    [weight!.name]: toValue("float32", [pixels, 3], numbers),
    [bias!.name]: toValue("float32", [3], [0, 0, 0]),
  };
}

const picture = (i: number): Uint8Array => bytes.subarray(pixels * i, pixels * (i + 1));

interface Made {
  readonly made: Classifier;
  readonly update: (factor: number) => Promise<void>;
  /** The answers of the same model to all examples at once. */
  readonly expected: (factor: number) => Promise<number[][]>;
}

async function make(data: Inputs["data"] = bytes): Promise<Made> {
  const [dataset, engine] = [datasetOf(data), referenceEngine()];
  const plan = planOf(dataset);
  const made = await classifier(engine, plan, dataset);
  return {
    made,
    update: (factor) => made.update(parametersOf(plan, factor)),
    expected: async (factor) => {
      const model = { plan, dataset, parameters: parametersOf(plan, factor) };
      const { values, width } = await predict(engine, model, dataset.train);
      return Array.from({ length: count }, (_, i) => [...values.slice(i * width, (i + 1) * width)].map(Number));
    },
  };
}

describe("a classifier", () => {
  test("says of each picture what is said of the examples", async () => {
    const { made, update, expected } = await make();
    await update(1);
    const rows = await expected(1);
    for (let i = 0; i < count; i++) expect(await made.answer(picture(i))).toEqual(rows[i]);
  });

  test("answers with the newest parameters, in the order of the calls", async () => {
    const { made, update, expected } = await make();
    await update(1);
    const answers = [made.answer(picture(2))];
    const later = update(-3);
    answers.push(made.answer(picture(2)));
    await later;
    expect(await Promise.all(answers)).toEqual([(await expected(1))[2], (await expected(-3))[2]]);
    expect((await expected(1))[2]).not.toEqual((await expected(-3))[2]);
  });

  test("has no answer before it has parameters, and none where they are not finite", async () => {
    const { made, update } = await make();
    expect(await made.answer(picture(0))).toBeNull();
    await update(Number.NaN);
    expect(await made.answer(picture(1))).toBeNull();
    await update(1);
    expect(await made.answer(picture(1))).not.toBeNull();
  });

  test("refuses a picture of another size", async () => {
    const { made } = await make();
    const refused = made.answer(new Uint8Array(pixels - 1));
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toMatchObject({ detail: { found: "19 pixels", help: "the model takes 20" } });
  });

  test("makes black on white of a picture where the model was trained so", async () => {
    const { made, update, expected } = await make(bytes.map((v) => 255 - v));
    await update(1);
    expect(await made.answer(picture(4))).toEqual((await expected(1))[4]);
  });

  test("stretches a picture over the numbers of the examples", async () => {
    // Halves are numbers without rounding, from 0 to 127.5.
    const whole = bytes.map((v, i) => (i === 6 ? 255 : v));
    const { made, update, expected } = await make(Float32Array.from(whole, (v) => v / 2));
    await update(1);
    expect(await made.answer(picture(3))).toEqual((await expected(1))[3]);
  });
});

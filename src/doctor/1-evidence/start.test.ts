import { describe, expect, test } from "vitest";
import { datasetOf, experimentOf, modelOf } from "../../../test/evidence-model.ts";
import { isClose, tolerances } from "../../../test/tolerance.ts";
import { referenceEngine } from "../../engine/reference/reference.ts";
import { planFit } from "../../fit.ts";
import { div, matmul, mean, mul, sqrt, square, sub, sum } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Formulas } from "../../train/formulaModel.ts";
import { constantValue, type InitialValue } from "../../train/initial.ts";
import type { Batch } from "../../train/model.ts";
import { clouds, plane } from "../3-causes/_examples.ts";
import type { StartEvidence } from "./evidence.ts";
import { measureStart } from "./start.ts";

const startOf = (data: object, fields: object = {}): Promise<StartEvidence> =>
  measureStart(modelOf(experimentOf(data, fields)));

const softmax = (units: number, more: object = {}): object => ({
  model: [{ type: "dense", units, activation: "softmax", ...more }],
  loss: "categorical-cross-entropy",
});
const labelled = (classes: number): object => ({ ...clouds(classes), targetEncoding: "one-hot" });

describe("the expected cost", () => {
  test("of a classifier without opinion is ln C, and its first cost is that where its weights are 0", async () => {
    const found = await startOf(labelled(4), softmax(4, { init: "zeros" }));
    expect(found).toMatchObject({ expectedName: "ln 4", reductionFactor: 1 });
    expect(isClose(found.expectedCost!, Math.log(4), tolerances.float64.rounding.forward)).toBe(true);
    expect(found.cost).toBeCloseTo(Math.log(4), 5);
    expect(found.constantCost).toBeCloseTo(Math.log(4), 6);
    expect(found.logits).toMatchObject({ min: 0, max: 0 });
    expect(found.outputs.mean).toBeCloseTo(0.25, 6);
  });

  test("of a constant answer is the entropy of the labels", async () => {
    const { inputs } = clouds(2);
    const targets = inputs.map((_, i) => Number(i % 4 === 0));
    const found = await startOf({ source: "inline", inputs, targets, targetEncoding: "one-hot" }, softmax(2));
    expect(found.expectedCost).toBeCloseTo(Math.LN2, 12);
    expect(found.constantCost).toBeCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 6);
  });

  test.each([
    ["one-hot rows", softmax(2), "categorical-cross-entropy", "one-hot"],
    ["yes or no", { model: [{ type: "dense", units: 1, activation: "sigmoid" }] }, "binary-cross-entropy", "raw"],
  ])(
    "of %s with equal parts for both classes is ln 2, with and without the rare one",
    async (_, model, name, coding) => {
      const { inputs } = clouds(2);
      // Outputs of 0 for every example.
      const zeros = inputs.map(() => [0, 0, 0, 0]);
      const data = { source: "inline", inputs: zeros, targets: inputs.map((__, i) => Number(i % 30 === 0)) };
      for (const seed of [0, 1, 2]) {
        const fields = { ...model, loss: { name, classWeights: "balanced" }, batchSize: 8, seed };
        const found = await startOf({ ...data, targetEncoding: coding }, fields);
        expect(found.expectedCost).toBeCloseTo(Math.LN2, 12);
        expect(found.constantCost).toBeCloseTo(Math.LN2, 12);
        expect(found.cost).toBeCloseTo(Math.LN2, 5);
      }
    },
  );

  const linear = { model: [{ type: "dense", units: 1, init: "zeros" }] };
  const half = { model: [{ type: "dense", units: 1, activation: "sigmoid", init: "zeros" }] };

  test.each([
    ["yes or no", half, "binary-cross-entropy", "ln 2"],
    ["values", linear, "mean-squared-error", "mean square of the targets"],
    ["values through a sigmoid", half, "mean-squared-error", "cost of answering 0.5"],
    ["absolute errors", linear, "mean-absolute-error", "mean size of the targets"],
  ])("of %s is the first cost of weights that are 0", async (kind, model, loss, name) => {
    const data = kind === "yes or no" ? clouds(2) : plane({ targetOffset: 3 });
    const found = await startOf(data, { ...model, loss, batchSize: "full" });
    expect(found.expectedName).toBe(name);
    expect(found.cost / found.expectedCost!).toBeCloseTo(1, 5);
    expect(found.constantCost).toBeLessThan(found.expectedCost! * (1 + 1e-6));
  });

  test("is not known where there is none: one softmax unit, targets beyond 0 and 1", async () => {
    const one = await startOf(clouds(2), softmax(1));
    expect(one).toMatchObject({ expectedCost: null, expectedName: null, constantCost: null, gradientNorm: 0 });
    const beyond = await startOf(clouds(4), { ...half, loss: "binary-cross-entropy" });
    expect(beyond).toMatchObject({ expectedName: "ln 2", constantCost: null });
  });

  test("shows weights that are too large", async () => {
    const large = await startOf(labelled(4), softmax(4, { init: { name: "normal", std: 100 } }));
    expect(large.cost).toBeGreaterThan(5 * large.expectedCost!);
    expect(large.logits!.max).toBeGreaterThan(50);
  });
});

describe("a summed cost", () => {
  test("has the batch's number of examples as its factor, and all costs are sums", async () => {
    const data = plane({ examples: 90 });
    const fields = { batchSize: 30 };
    const mean = await startOf(data, fields);
    const sum = await startOf(data, { ...fields, loss: { name: "mean-squared-error", reduction: "sum" } });
    expect(sum.reductionFactor).toBe(30);
    expect(sum.expectedName).toBe("30 × mean square of the targets");
    for (const name of ["cost", "expectedCost", "constantCost", "gradientNorm"] as const)
      expect(sum[name]! / mean[name]!).toBeCloseTo(30, 3);
  });

  test("is scaled up where only a part of a large batch is looked at", async () => {
    const data = plane({ examples: 2500 });
    const mean = await startOf(data, { batchSize: "full" });
    const sum = await startOf(data, { batchSize: "full", loss: { name: "mean-squared-error", reduction: "sum" } });
    expect(sum.reductionFactor).toBe(2500);
    expect(sum.cost / mean.cost).toBeCloseTo(2500, 0);
  });
});

describe("formulas", () => {
  type Weights = { w: InitialValue };

  /** A linear model without bias from w = 1/2, with its cost and its backward pass. */
  function formulas(cost: (errors: Tensor) => Tensor, gradient?: (xe: Tensor, m: number) => Tensor): Formulas<Weights> {
    const errors = (w: Tensor, { x, y }: Batch): Tensor => sub(matmul(x, w), y);
    return {
      parameters: () => ({ w: constantValue([3, 1], 0.5) }),
      cost: ({ w }, batch) => cost(errors(w, batch)),
      ...(gradient && {
        gradients: ({ w }: { w: Tensor }, batch: Batch) => ({
          w: gradient(matmul(batch.x.T, errors(w, batch)), batch.x.shape[0]!),
        }),
      }),
    };
  }

  async function startOfFormulas(model: Formulas<Weights>): Promise<StartEvidence> {
    const experiment = experimentOf(plane({ examples: 64 }), { batchSize: 16 });
    const dataset = datasetOf(experiment);
    const plan = planFit(model, experiment, dataset);
    const initial = plan.blueprint.model.initialize(0, "float32");
    return measureStart({ engine: referenceEngine(), experiment, dataset, plan, initial });
  }

  test.each([
    ["a mean", formulas((e) => mean(square(e))), 1],
    ["a sum", formulas((e) => sum(square(e))), 16],
    ["a root of a sum", formulas((e) => sqrt(sum(square(e)))), 4],
    [
      "a mean whose written gradient lacks 1/m",
      formulas(
        (e) => mean(square(e)),
        (xe) => mul(xe, 2),
      ),
      16,
    ],
    [
      "a mean with its written gradient",
      formulas(
        (e) => mean(square(e)),
        (xe, m) => mul(xe, 2 / m),
      ),
      1,
    ],
    [
      "a mean whose written gradient has 1/m²",
      formulas(
        (e) => mean(square(e)),
        (xe, m) => div(xe, m * m),
      ),
      1 / 16,
    ],
  ])("show the factor of %s by a batch with every example twice", async (_, model, factor) => {
    const found = await startOfFormulas(model);
    expect(found.reductionFactor).toBeCloseTo(factor, 4);
    expect(found).toMatchObject({ expectedCost: null, logits: null });
    expect(Number.isNaN(found.outputs.mean)).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import { isClose, mismatch, tolerances } from "../../test/tolerance.ts";
import { type Dataset, identity } from "../data/dataset.ts";
import { inlineExamples } from "../data/readers/inline.ts";
import { targetAffine } from "../data/scaling.ts";
import type { Engine } from "../engine/engine.ts";
import { ortNodeEngine } from "../engine/ort-node/index.ts";
import { referenceEngine } from "../engine/reference/reference.ts";
import { parseExperiment } from "../experiment/parse.ts";
import type { Experiment } from "../experiment/types.ts";
import { UsageError } from "../util/errors.ts";
import { RandomStream } from "../util/philox.ts";
import { balancedShares, classWeights } from "./classWeights.ts";
import { type Plan, planExperiment } from "./plan.ts";
import { runTraining } from "./run.ts";
import { initialState, stepperFor } from "./stepper.ts";

type Rows = readonly (readonly number[])[];

/** Counts of 4, 2 and 1: repeated 1, 2 and 4 times they are equal. */
const labels: readonly number[] = [0, 1, 0, 2, 0, 1, 0];
const equalized: readonly number[] = labels.flatMap((label, i) => new Array<number>(2 ** label).fill(i));

const random = new RandomStream(5, 99);
const points: Rows = labels.map((label) => [label + random.normal(), random.normal(), random.normal()]);

const oneHot = (label: number): number[] => [0, 1, 2].map((k) => Number(k === label));
const isLast = (label: number): number => Number(label === 2);

interface Setup {
  readonly loss: string;
  readonly units: number;
  readonly activation: string;
  target(label: number): number | readonly number[];
  readonly data?: object;
}

const setups: Readonly<Record<string, Setup>> = {
  "labels, on logits": { loss: "softmax-cross-entropy", units: 3, activation: "linear", target: (k) => k },
  "labels, on probabilities": {
    loss: "sparse-categorical-cross-entropy",
    units: 3,
    activation: "softmax",
    target: (k) => k,
  },
  "one-hot rows": { loss: "categorical-cross-entropy", units: 3, activation: "softmax", target: oneHot },
  "one-hot rows under squares": { loss: "mean-squared-error", units: 3, activation: "sigmoid", target: oneHot },
  "one-hot rows under yes or no": { loss: "binary-cross-entropy", units: 3, activation: "sigmoid", target: oneHot },
  "−1 and 1 that are scaled": {
    loss: "binary-cross-entropy",
    units: 1,
    activation: "sigmoid",
    target: (k) => 2 * isLast(k) - 1,
    data: { targetScaling: "minmax" },
  },
};

interface Planned {
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  readonly plan: Plan;
}

function planOf(
  { loss, units, activation, target, data }: Setup,
  examples: readonly number[],
  changes: object,
  learningRate = 0.3,
): Planned {
  const experiment = parseExperiment({
    data: {
      source: "inline",
      inputs: examples.map((i) => points[i]),
      targets: examples.map((i) => target(labels[i]!)),
      ...data,
    },
    model: [
      { type: "dense", units: 4, activation: "tanh" },
      { type: "dense", units, activation },
    ],
    loss: { name: loss, ...changes },
    optimizer: { name: "sgd", learningRate },
    metrics: ["loss"],
    batchSize: "full",
    epochs: 5,
    precision: "float64",
  });
  const train = inlineExamples(experiment.data as never, "float64");
  const targetScaling = targetAffine(experiment.data.targetScaling, train.targets);
  const dataset = { name: "points", train, inputScaling: identity, targetScaling, files: [] };
  return { experiment, dataset, plan: planExperiment(experiment, dataset) };
}

const logits = setups["labels, on logits"]!;
const all: readonly number[] = labels.map((_, i) => i);
const sameWeights = tolerances.float64.rounding.gradient;

interface Trained {
  readonly parameters: readonly number[];
  readonly loss: number;
  /** Of the first step. */
  readonly cost: number;
}

async function trained(...planned: Parameters<typeof planOf>): Promise<Trained> {
  const { plan } = planOf(...planned);
  const costs: number[] = [];
  const { parameters, metrics } = await runTraining(referenceEngine(), plan.blueprint, plan.data, {
    observe: (event) => {
      if (event.t === "step") costs.push(event.cost);
    },
  });
  const numbers = Object.values(parameters).flatMap(({ data }) => Array.from(data));
  return { parameters: numbers, loss: metrics.train!.loss!, cost: costs[0]! };
}

describe("balanced class weights", () => {
  test.each(Object.entries(setups))("of %s train as if each class had as many examples", async (_, setup) => {
    const repeated = setup.units === 1 ? all.flatMap((i) => new Array<number>(labels[i] === 2 ? 6 : 1).fill(i)) : null;
    const balanced = await trained(setup, all, { classWeights: "balanced" });
    const equal = await trained(setup, repeated ?? equalized, {});
    const plain = await trained(setup, all, {});
    expect(mismatch(balanced.parameters, equal.parameters, sameWeights)).toBeNull();
    expect(mismatch(balanced.parameters, plain.parameters, sameWeights)).not.toBeNull();
  });

  test("of a summed cost weigh the sum", async () => {
    const sum = await trained(logits, all, { classWeights: "balanced", reduction: "sum" }, 0.3);
    const mean = await trained(logits, all, { classWeights: "balanced" }, 0.3 * all.length);
    expect(mismatch(sum.parameters, mean.parameters, sameWeights)).toBeNull();
    expect(isClose(sum.cost, mean.cost * all.length, sameWeights)).toBe(true);
  });

  test("leave the metric loss as it is: the mean over examples", async () => {
    // So small a rate leaves the weights as they are.
    const balanced = await trained(logits, all, { classWeights: "balanced" }, 1e-300);
    const plain = await trained(logits, all, {}, 1e-300);
    expect(mismatch(balanced.parameters, plain.parameters, sameWeights)).toBeNull();
    expect(balanced.loss).toBe(plain.loss);
    expect(isClose(balanced.cost, plain.cost, sameWeights)).toBe(false);
  });

  test("are the same in ONNX Runtime, and in tiles", async () => {
    const { plan } = planOf(logits, all, { classWeights: "balanced" });
    const native = await ortNodeEngine({ threads: 1, inProcess: true });
    const costOf = async (engine: Engine, tile: number): Promise<number> => {
      const horizon = { totalSteps: 1, stepsPerEpoch: 1 };
      const context = { engine, blueprint: plan.blueprint, horizon, data: plan.data.train, tile };
      const stepper = await stepperFor(context, all.length);
      await stepper.writeState(initialState(plan.blueprint));
      const call = { firstStep: 0, steps: 1, rows: all.length, order: Int32Array.from(all) };
      const { costs } = await stepper.run(call);
      await stepper.dispose();
      return costs[0]!;
    };
    const cost = await costOf(referenceEngine(), all.length);
    const others = [await costOf(native, all.length), await costOf(native, 3)];
    await native.dispose();
    expect(mismatch(others, [cost, cost], tolerances.float64.rounding.gradient)).toBeNull();
  });

  test("are n ÷ (classes × n_c), and 1 for a class without examples", () => {
    const { experiment, dataset } = planOf(logits, all.slice(0, 3), { classWeights: "balanced" });
    const { ofClass, ofExample } = classWeights(experiment, dataset)!;
    expect([...ofClass]).toEqual([3 / 4, 3 / 2, 1]);
    expect([0, 1, 2].map(ofExample)).toEqual([3 / 4, 3 / 2, 3 / 4]);
    expect(balancedShares([2, 0, 1])).toEqual([1 / 2, 0, 1 / 2]);
  });

  test.each<[string, Setup, string]>([
    [
      "numbers",
      { loss: "mean-squared-error", units: 1, activation: "linear", target: (k) => k },
      "a target column with other numbers than 0 and 1",
    ],
    [
      "answers of which several are yes",
      { loss: "binary-cross-entropy", units: 3, activation: "sigmoid", target: (k) => [1, 0, isLast(k)] },
      "rows of 3 targets, not all with a single 1",
    ],
    [
      "classes that are standardized",
      {
        loss: "mean-squared-error",
        units: 1,
        activation: "linear",
        target: isLast,
        data: { targetScaling: "standardize" },
      },
      "a target column with other numbers than 0 and 1 (scaled: standardize)",
    ],
  ])("are refused for %s", (_, setup, found) => {
    const plan = (): unknown => planOf(setup, all, { classWeights: "balanced" });
    expect(plan).toThrow(UsageError);
    expect(plan).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ where: "loss.classWeights", found }) }),
    );
    expect(() => planOf(setup, all, {})).not.toThrow();
  });
});

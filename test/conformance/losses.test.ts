/** @file Every loss and metric against plain float64 formulas, in both precisions, and their gradients by differences. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import { compile } from "../../src/compile.ts";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import type { LossName } from "../../src/experiment/types.ts";
import { type DType, toValue, type Value } from "../../src/graph/dtype.ts";
import type { Loss } from "../../src/nn/losses/_loss.ts";
import { losses } from "../../src/nn/losses/index.ts";
import type { MetricContext } from "../../src/nn/metrics/_metric.ts";
import { metrics } from "../../src/nn/metrics/index.ts";
import { input } from "../../src/ops/input.ts";
import { sigmoid, softmax, sum } from "../../src/tensor/functions.ts";
import { Tensor } from "../../src/tensor/tensor.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { mismatch, tolerances } from "../tolerance.ts";

type Rows = readonly (readonly number[])[];

const seed = 7;
const [examples, classes] = [6, 4];
const total = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const average = (xs: readonly number[]): number => total(xs) / xs.length;
const clipped = (p: number): number => Math.min(Math.max(p, 1e-7), 1 - 1e-7);
const crossEntropy = (y: readonly number[], t: readonly number[]): number =>
  -total(t.map((target, k) => target * Math.log(clipped(y[k]! / total(y)))));

/** Loss of one example from its outputs and its targets, a one-hot row where the loss takes labels. */
const textbook: Readonly<Record<LossName, (y: readonly number[], t: readonly number[]) => number>> = {
  "mean-squared-error": (y, t) => average(y.map((v, k) => (v - t[k]!) ** 2)),
  "mean-absolute-error": (y, t) => average(y.map((v, k) => Math.abs(v - t[k]!))),
  "binary-cross-entropy": (y, t) =>
    average(y.map((v, k) => -(t[k]! * Math.log(clipped(v)) + (1 - t[k]!) * Math.log(1 - clipped(v))))),
  "categorical-cross-entropy": crossEntropy,
  "sparse-categorical-cross-entropy": crossEntropy,
  "softmax-cross-entropy": (y, t) => {
    const largest = Math.max(...y);
    const logSumExp = largest + Math.log(total(y.map((v) => Math.exp(v - largest))));
    return total(t.map((target, k) => target * (logSumExp - y[k]!)));
  },
  poisson: (y, t) => average(y.map((v, k) => v - t[k]! * Math.log(v + 1e-7))),
};

const random = new RandomStream(seed, streams.probe);
const randomRows = (draw: () => number): number[][] =>
  Array.from({ length: examples }, () => Array.from({ length: classes }, draw));

const outputsFor: Readonly<Record<Loss["outputs"], Rows>> = {
  values: randomRows(() => random.normal()),
  logits: randomRows(() => 3 * random.normal()),
  rates: randomRows(() => 0.1 + 2 * random.uniform()),
  probabilities: randomRows(() => 0.02 + 0.96 * random.uniform()),
};
const labels = Array.from({ length: examples }, () => random.below(classes));
const oneHotRows = labels.map((label) => Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)));

const rowsValue = (dtype: DType, rows: Rows): Value => toValue(dtype, [rows.length, rows[0]!.length], rows.flat());

interface Feed {
  readonly outputs: Value;
  readonly targets: Value;
}

function run(build: (outputs: Tensor, targets: Tensor) => Tensor, { outputs, targets }: Feed): number[] {
  const y = input("outputs", outputs.dtype, outputs.shape);
  const t = input("targets", targets.dtype, targets.shape);
  const result = build(new Tensor(y), new Tensor(t));
  const [value] = evaluate(
    [result.node],
    new Map([
      [y, outputs],
      [t, targets],
    ]),
  );
  return Array.from(value!.data);
}

test("every loss has a textbook formula here", () => {
  expect(Object.keys(textbook).toSorted()).toEqual(losses.map(({ name }) => name).toSorted());
});

describe.each(losses)("$name", (loss) => {
  const rows = outputsFor[loss.outputs];
  const targetRows =
    loss.targets === "values" && loss.outputs === "values" ? randomRows(() => random.normal()) : oneHotRows;
  const encodings: [string, (dtype: DType) => Value][] = [];
  if (loss.targets !== "labels") encodings.push(["rows", (dtype) => rowsValue(dtype, targetRows)]);
  if (loss.targets !== "values") {
    encodings.push(["int32 labels", () => toValue("int32", [examples], labels)]);
    encodings.push(["a column of uint8 labels", () => toValue("uint8", [examples, 1], labels)]);
  }

  for (const dtype of ["float64", "float32"] as const) {
    test.each(encodings)(`is its formula in ${dtype} with targets as %s (seed ${seed})`, (_name, encode) => {
      const actual = run(loss.perExample, { outputs: rowsValue(dtype, rows), targets: encode(dtype) });
      const expected = rows.map((y, i) => textbook[loss.name](y, targetRows[i]!));
      expect(mismatch(actual, expected, tolerances[dtype].rounding.forward)).toBeNull();
    });
  }

  test.each(encodings)("has the gradient that differences give, with targets as %s", (_name, encode) => {
    const outputs = rowsValue("float64", rows);
    const gradient = run((y, t) => new Tensor(differentiate(sum(loss.perExample(y, t)).node, [y.node])[0]!), {
      outputs,
      targets: encode("float64"),
    });
    const step = 1e-5;
    const numeric = rows.flatMap((y, i) =>
      y.map((_, k) => {
        const at = (offset: number): number =>
          textbook[loss.name](
            y.map((v, j) => (j === k ? v + offset : v)),
            targetRows[i]!,
          );
        return (at(step) - at(-step)) / (2 * step);
      }),
    );
    expect(mismatch(gradient, numeric, tolerances.float64.rounding.gradient)).toBeNull();
  });
});

test("targets [m] meet outputs [m, 1] example by example, not all with all", () => {
  const feed = { outputs: toValue("float64", [3, 1], [1, 2, 3]), targets: toValue("float64", [3], [1, 4, 0]) };
  for (const loss of losses.filter(({ name }) => name.startsWith("mean"))) {
    expect(run(loss.perExample, feed)).toEqual(loss.name === "mean-squared-error" ? [0, 4, 9] : [0, 2, 3]);
  }
});

test("one number an example is compared with every output, as Keras does", () => {
  const feed = { outputs: toValue("float64", [2, 3], [1, 2, 3, 4, 5, 6]), targets: toValue("float64", [2, 1], [2, 4]) };
  const loss = losses.find(({ name }) => name === "mean-absolute-error")!;
  // (1 + 0 + 1) / 3 and (0 + 1 + 2) / 3
  expect(run(loss.perExample, feed)).toEqual([2 / 3, 1]);
});

test("a probability of exactly 0 for the label costs −log 1e-7 and no more", () => {
  const feed = { outputs: toValue("float64", [1, 2], [0, 1]), targets: toValue("float64", [1, 2], [1, 0]) };
  for (const name of ["binary-cross-entropy", "categorical-cross-entropy"]) {
    const [value] = run(losses.find((loss) => loss.name === name)!.perExample, feed);
    expect(value).toBeCloseTo(-Math.log(1e-7), 8);
  }
});

test("probabilities that do not add up to 1 are normalised by categorical cross-entropy", () => {
  const targets = toValue("float64", [1, 2], [1, 0]);
  const loss = losses.find(({ name }) => name === "categorical-cross-entropy")!;
  const [value] = run(loss.perExample, { outputs: toValue("float64", [1, 2], [2, 6]), targets });
  expect(value).toBeCloseTo(Math.log(4), 14);
});

test("targets that do not fit the outputs are refused with both shapes", () => {
  const feed = {
    outputs: toValue("float32", [3, 4], new Float32Array(12)),
    targets: toValue("float32", [3, 2], [1, 2, 3, 4, 5, 6]),
  };
  for (const loss of losses) expect(() => run(loss.perExample, feed)).toThrow(/\[3, 2\]/);
});

describe("accuracy", () => {
  const accuracy = metrics.find(({ name }) => name === "accuracy")!;
  const measure = (task: MetricContext["task"], outputs: Value, targets: Value): number[] =>
    run((y, t) => accuracy.perExample(y, t, { task, loss: "softmax-cross-entropy", targetVariance: 1 }), {
      outputs,
      targets,
    });
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const outputs = toValue("float32", [6, 3], [1, 5, 2, 4, 4, 1, 0, 0, 0, nan, 1, 2, -1, -3, -2, -inf, 1, inf]);

  test("counts the first largest output, as argmax in NumPy; a row with a NaN is wrong", () => {
    expect(measure("classification", outputs, toValue("int32", [6], [1, 0, 0, 2, 0, 2]))).toEqual([1, 1, 1, 0, 1, 1]);
    expect(measure("classification", outputs, toValue("uint8", [6], [0, 1, 2, 1, 1, 1]))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("takes one-hot rows as well as labels", () => {
    const rows = [1, 0, 0, 2, 0, 2].flatMap((label) => [0, 1, 2].map((k) => (k === label ? 1 : 0)));
    expect(measure("classification", outputs, toValue("float32", [6, 3], rows))).toEqual([1, 1, 1, 0, 1, 1]);
  });

  test("compares a single yes-or-no output with 0.5", () => {
    const yes = toValue("float32", [4, 1], [0.9, 0.5, 0.2, 0.51]);
    expect(measure("binary", yes, toValue("float32", [4], [1, 1, 0, 0]))).toEqual([1, 0, 1, 0]);
  });

  test("is the share of right outputs where there are several labels", () => {
    const yes = toValue("float32", [2, 2], [0.9, 0.1, 0.8, 0.7]);
    expect(measure("multilabel", yes, toValue("float32", [2, 2], [1, 0, 0, 1]))).toEqual([1, 0.5]);
  });
});

test("relative-mse is 1 for outputs that are the mean of the targets", () => {
  const metric = metrics.find(({ name }) => name === "relative-mse")!;
  const targets = [1, 2, 3, 6];
  const targetVariance = average(targets.map((t) => (t - 3) ** 2));
  const context: MetricContext = { task: "regression", loss: "mean-squared-error", targetVariance };
  const feed = { outputs: toValue("float64", [4, 1], [3, 3, 3, 3]), targets: toValue("float64", [4, 1], targets) };
  expect(metric.finish(average(run((y, t) => metric.perExample(y, t, context), feed)), context)).toBeCloseTo(1, 14);
});

describe("after the rewrites, for a confidently wrong example in float32", () => {
  const cases: readonly [LossName, (z: Tensor) => Tensor, Value, readonly number[]][] = [
    ["softmax-cross-entropy", (z) => z, toValue("int32", [1], [1]), [1, -1]],
    ["categorical-cross-entropy", (z) => softmax(z), toValue("float32", [1, 2], [0, 1]), [1, -1]],
    ["sparse-categorical-cross-entropy", (z) => softmax(z), toValue("int32", [1], [1]), [1, -1]],
    ["binary-cross-entropy", (z) => sigmoid(z), toValue("float32", [1, 2], [0, 1]), [0.5, -0.5]],
  ];

  test.each(cases)("%s costs the logit gap and passes a full gradient back", (name, activation, targets, slopes) => {
    const z = input("z", "float32", [1, 2]);
    const t = input("t", targets.dtype, targets.shape);
    const loss = losses.find((record) => record.name === name)!;
    const { graph } = compile({
      inputs: [z, t],
      outputs: new Map([["cost", sum(loss.perExample(activation(new Tensor(z)), new Tensor(t))).node]]),
      rewrites: "on",
      gradient: { of: "cost", parameters: [z], finish: ([gradient]) => new Map([["gradient", gradient!]]) },
    });
    const feeds = new Map([
      [z, toValue("float32", [1, 2], [200, -200])],
      [t, targets],
    ]);
    const [cost, gradient] = evaluate([graph.outputs.get("cost")!, graph.outputs.get("gradient")!], feeds);
    // Both outputs of the binary loss are wrong by 200, and it averages over them.
    expect(cost!.data[0]).toBeCloseTo(name === "binary-cross-entropy" ? 200 : 400, 3);
    expect(mismatch(gradient!.data, slopes, tolerances.float32.rounding.forward)).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { evaluate } from "../../engine/reference/evaluate.ts";
import type { LossName } from "../../experiment/types.ts";
import { toValue } from "../../graph/dtype.ts";
import { losses } from "../../nn/losses/index.ts";
import { input } from "../../ops/input.ts";
import { Tensor } from "../../tensor/tensor.ts";
import {
  biasCurvature,
  biasOnlySlope,
  biasOnlySlopeAtGuess,
  type ConstantAnswer,
  entropy,
  explainLevel,
  knownLevels,
  type LevelTargets,
} from "./levels.ts";

/** MNIST's training labels. */
const mnist = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949].map((n) => n / 60000);
const equal = (c: number): number[] => Array.from({ length: c }, () => 1 / c);

/** Mean loss of the same answer for every example, by the loss itself in float32. */
function costOf(name: LossName, answer: readonly number[], rows: readonly (readonly number[])[]): number {
  const loss = losses.find((each) => each.name === name)!;
  const shape = [rows.length, answer.length];
  const y = input("y", "float32", shape);
  const t = input("t", "float32", [rows.length, rows[0]!.length]);
  const [value] = evaluate(
    [loss.perExample(new Tensor(y), new Tensor(t)).node],
    new Map([
      [
        y,
        toValue(
          "float32",
          shape,
          rows.flatMap(() => answer),
        ),
      ],
      [t, toValue("float32", [rows.length, rows[0]!.length], rows.flat())],
    ]),
  );
  return Array.from(value!.data).reduce((a, b) => a + b, 0) / rows.length;
}

const labels = [0, 0, 0, 1, 1, 2, 0, 1];
const oneHot = labels.map((label) => [0, 1, 2].map((k) => (k === label ? 1 : 0)));
const shares = [0, 1, 2].map((k) => labels.filter((label) => label === k).length / labels.length);
const yesNo = labels.map((label) => [label === 0 ? 1 : 0, label === 2 ? 1 : 0]);
const numbers = [[0.5], [2], [-1], [3.5]];

const columnsOf = (rows: readonly (readonly number[])[], binary: boolean): LevelTargets => ({
  kind: "values",
  columns: rows[0]!.map((_, j) => {
    const mean = rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length;
    return { mean, std: Math.sqrt(rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / rows.length), binary };
  }),
});

interface Claim {
  readonly loss: LossName;
  readonly targets: LevelTargets;
  readonly rows: readonly (readonly number[])[];
  readonly answers: Partial<Record<ConstantAnswer, readonly number[]>>;
}

const classes: LevelTargets = { kind: "classes", shares };
const binary = columnsOf(yesNo, true);
const means = (binary as Extract<LevelTargets, { kind: "values" }>).columns.map(({ mean }) => mean);

const claims: readonly Claim[] = [
  {
    loss: "categorical-cross-entropy",
    targets: classes,
    rows: oneHot,
    answers: { guess: [1 / 3, 1 / 3, 1 / 3], constant: shares, certain: [1, 0, 0] },
  },
  {
    loss: "softmax-cross-entropy",
    targets: classes,
    rows: oneHot,
    answers: { guess: [0, 0, 0], constant: shares.map(Math.log) },
  },
  {
    loss: "binary-cross-entropy",
    targets: classes,
    rows: oneHot,
    answers: { constant: shares, guess: [0.5, 0.5, 0.5], zero: [0, 0, 0], one: [1, 1, 1] },
  },
  {
    loss: "mean-squared-error",
    targets: classes,
    rows: oneHot,
    answers: { constant: shares, guess: [1 / 3, 1 / 3, 1 / 3], zero: [0, 0, 0], one: [1, 1, 1], certain: [1, 0, 0] },
  },
  {
    loss: "mean-absolute-error",
    targets: classes,
    rows: oneHot,
    answers: { constant: [0, 0, 0], guess: [1 / 3, 1 / 3, 1 / 3], one: [1, 1, 1] },
  },
  { loss: "poisson", targets: classes, rows: oneHot, answers: { constant: shares } },
  {
    loss: "binary-cross-entropy",
    targets: binary,
    rows: yesNo,
    answers: { constant: means, guess: [0.5, 0.5], zero: [0, 0], one: [1, 1] },
  },
  {
    loss: "mean-squared-error",
    targets: binary,
    rows: yesNo,
    answers: { constant: means, guess: [0.5, 0.5], zero: [0, 0], one: [1, 1] },
  },
  {
    loss: "mean-absolute-error",
    targets: binary,
    rows: yesNo,
    answers: { guess: [0.5, 0.5], zero: [0, 0], one: [1, 1] },
  },
  {
    loss: "mean-squared-error",
    targets: columnsOf(numbers, false),
    rows: numbers,
    answers: { constant: [1.25], zero: [0], one: [1] },
  },
  {
    loss: "categorical-cross-entropy",
    targets: columnsOf(
      labels.map((label) => [label]),
      false,
    ),
    rows: labels.map((label) => [label]),
    answers: { one: [7] },
  },
  {
    loss: "poisson",
    targets: columnsOf(
      labels.map((label) => [label]),
      false,
    ),
    rows: labels.map((label) => [label]),
    answers: { constant: [0.625] },
  },
];

describe("a level is the loss of its answer, computed by the loss itself", () => {
  test.each(claims)("$loss, $targets.kind", ({ loss, targets, rows, answers }) => {
    const levels = knownLevels({ loss, targets, summedOver: 1 });
    for (const [answer, outputs] of Object.entries(answers)) {
      const cost = costOf(loss, outputs, rows);
      const near = levels
        .filter((level) => level.answer === answer)
        .map(({ value, slack = 0 }) => Math.max(0, Math.abs(value - cost) - slack));
      expect(Math.min(...near), `${answer}: ${cost}`).toBeLessThan(1e-5 * cost + 1e-9);
    }
  });

  test("costs that are added up over a batch lie as many times higher", () => {
    const [first] = knownLevels({ loss: "softmax-cross-entropy", targets: classes, summedOver: 32 });
    expect(first).toMatchObject({ name: "32 × ln 3", value: 32 * Math.log(3) });
  });
});

describe("explaining a cost", () => {
  test("2.302654, as the forum's program printed it, is ln 10 and 6.9e-5", () => {
    const found = explainLevel(2.302654, 0, knownLevels({ loss: null, targets: null, summedOver: 1 }))!;
    expect(found.level.name).toBe("ln 10");
    expect(found.difference).toBeCloseTo(6.9e-5, 6);
  });

  test("0.69313 is ln 2, 0.25 is the squared error of 0.5, 14.506 is certainty about one of ten classes", () => {
    const known = knownLevels({ loss: null, targets: null, summedOver: 1 });
    const names = [0.69313, 0.25, 14.506].map((cost) => explainLevel(cost, 0, known)?.level.name);
    expect(names).toEqual(["ln 2", "0.25", "16.12 × 9/10"]);
  });

  test("the entropy of MNIST's labels is told from ln 10 where the noise allows it", () => {
    const known = knownLevels({
      loss: "softmax-cross-entropy",
      targets: { kind: "classes", shares: mnist },
      summedOver: 1,
    });
    expect(explainLevel(2.3012, 1e-5, known)?.level.name).toBe("entropy of the labels");
    expect(explainLevel(2.30262, 1e-5, known)?.level.name).toBe("ln 10");
  });

  test("a cost below every level has learned something, and one far above is none of them", () => {
    const known = knownLevels({
      loss: "softmax-cross-entropy",
      targets: { kind: "classes", shares: mnist },
      summedOver: 1,
    });
    expect(explainLevel(2.28, 1e-3, known)).toBeNull();
    expect(explainLevel(2.4, 1e-3, known)).toBeNull();
  });
});

describe("a model of which only the output bias learns", () => {
  /** Gradient descent on the bias of a softmax from given biases; the cost before each step. */
  function descend(shares: readonly number[], rate: number, steps: number, from = shares.map(() => 0)): number[] {
    let bias = from;
    return Array.from({ length: steps }, () => {
      const total = bias.reduce((sum, b) => sum + Math.exp(b), 0);
      const p = bias.map((b) => Math.exp(b) / total);
      bias = bias.map((b, k) => b - rate * (p[k]! - shares[k]!));
      return -shares.reduce((sum, s, k) => sum + s * Math.log(p[k]!), 0);
    });
  }

  test.each([0.01, 0.1, 1])("learns at the slope that the formula says, at rate %f", (rate) => {
    const costs = descend(mnist, rate, 200);
    const floor = entropy(mnist);
    for (const t of [0, 20, 100]) {
      const expected = biasOnlySlope(rate, 0.1, costs[t]! - floor);
      // Shares of 9 to 11% have curvatures of 0.09 to 0.11.
      expect((costs[t + 1]! - costs[t]!) / expected, `step ${t}`).toBeCloseTo(1, 0.8);
    }
    expect((costs[1]! - costs[0]!) / biasOnlySlopeAtGuess(rate, mnist)).toBeCloseTo(1, 1);
  });

  test("at ln 10 MNIST's labels give 2.9e-6 a step at rate 0.01", () => {
    expect(biasOnlySlopeAtGuess(0.01, mnist)).toBeCloseTo(-2.9e-6, 7);
  });

  test("has the curvature 1/C under softmax, p(1 − p) under sigmoid, 2 ÷ outputs under squared error", () => {
    expect(biasCurvature({ loss: "softmax-cross-entropy", targets: { kind: "classes", shares: equal(10) } })).toBe(0.1);
    expect(biasCurvature({ loss: "mean-squared-error", targets: { kind: "classes", shares: equal(4) } })).toBe(0.5);
    const half: LevelTargets = { kind: "values", columns: [{ mean: 0.5, std: 0.5, binary: true }] };
    expect(biasCurvature({ loss: "binary-cross-entropy", targets: half })).toBe(0.25);
    expect(biasCurvature({ loss: "poisson", targets: half })).toBeNull();
  });
});

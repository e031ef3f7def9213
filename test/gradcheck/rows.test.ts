/** @file A network with examples as rows, x W + b, sigmoid layers of one width and numbers to predict. */
import {
  add,
  clip,
  type Formulas,
  type InitialValue,
  matmul,
  mean,
  mul,
  sigmoid,
  slice,
  square,
  sub,
  sum,
  type Tensor,
} from "evenkeel";
import { expect, test } from "vitest";
import { check, type Expected, expectFound, m, normalRows } from "./planted.ts";

interface Layer<T> {
  readonly weights: T;
  readonly bias: T;
}

interface Forward {
  readonly a: readonly Tensor[];
  readonly z: readonly Tensor[];
  readonly layers: readonly Layer<Tensor>[];
}

function forward(layers: readonly Layer<Tensor>[], x: Tensor): Forward {
  const a = [x];
  const z: Tensor[] = [];
  layers.forEach(({ weights, bias }, l) => {
    z.push(add(matmul(a[l]!, weights), bias));
    a.push(l < layers.length - 1 ? sigmoid(z[l]!) : z[l]!);
  });
  return { a, z, layers };
}

const derivative = (a: Tensor): Tensor => mul(a, sub(1, a));

const right = {
  atOutput: (a: Tensor, y: Tensor): Tensor => mul(2 / (y.shape[0]! * y.shape[1]!), sub(a, y)),
  dw: (dz: Tensor, l: number, { a }: Forward): Tensor => matmul(a[l]!.T, dz),
  db: (dz: Tensor, _l: number): Tensor => sum(dz, { axis: 0 }),
  back: (dz: Tensor, l: number, { a, layers }: Forward): Tensor =>
    mul(matmul(dz, layers[l]!.weights.T), derivative(a[l]!)),
};
type Steps = typeof right;

const dims = [5, 6, 6, 3];

const program = (changes: Partial<Steps>): Formulas<{ readonly layers: readonly Layer<InitialValue>[] }> => ({
  parameters: (random) => ({
    layers: dims.slice(1).map((units, l) => ({
      weights: random.normal([dims[l]!, units]),
      bias: random.normal([units]).times(0.3),
    })),
  }),
  cost: ({ layers }, { x, y }) => mean(square(sub(forward(layers, x).a.at(-1)!, y))),
  gradients: ({ layers }, { x, y }) => {
    const steps = { ...right, ...changes };
    const passed = forward(layers, x);
    const gradients: Layer<Tensor>[] = [];
    let dz = steps.atOutput(passed.a.at(-1)!, y);
    for (let l = layers.length - 1; l >= 0; l--) {
      gradients[l] = { weights: steps.dw(dz, l, passed), bias: steps.db(dz, l) };
      if (l > 0) dz = steps.back(dz, l, passed);
    }
    return { layers: gradients };
  },
});

const rows = { x: normalRows(m, 5), y: normalRows(m, 3) };
const w = (...layers: number[]): string[] => layers.map((layer) => `layers.${layer - 1}.weights`);
const b = (...layers: number[]): string[] => layers.map((layer) => `layers.${layer - 1}.bias`);
const both = (...layers: number[]): string[] => [...w(...layers), ...b(...layers)];

/** From layer 2 back to layer 1, where the weights are square. */
const backToFirst =
  (wrong: Steps["back"]): Steps["back"] =>
  (dz, l, passed) =>
    l === 1 ? wrong(dz, l, passed) : right.back(dz, l, passed);

const planted: Record<string, readonly [Partial<Steps>, Expected]> = {
  "the derivative of sigmoid left out in layer 1": [
    { back: backToFirst((dz, l, { layers }) => matmul(dz, layers[l]!.weights.T)) },
    { mistake: "missing-activation-derivative", wrong: both(1), layers: [1], detail: /sigmoid of layer 1 is left out/ },
  ],
  "z (1 − z) for a (1 − a)": [
    { back: (dz, l, { z, layers }) => mul(matmul(dz, layers[l]!.weights.T), derivative(z[l - 1]!)) },
    { mistake: "wrong-activation-derivative", wrong: both(1, 2), layers: [1, 2], detail: /^z \(1 − z\) stands for/ },
  ],
  "the derivative of the other layer": [
    { back: (dz, l, { a, layers }) => mul(matmul(dz, layers[l]!.weights.T), derivative(a[1]!)) },
    {
      mistake: "wrong-activation-derivative",
      wrong: both(1, 2),
      layers: [2],
      detail: /^v \(1 − v\) with v = sigmoid\(z\) of layer 1/,
    },
  ],
  "dz W for dz Wᵀ": [
    { back: backToFirst((dz, l, { a, layers }) => mul(matmul(dz, layers[l]!.weights), derivative(a[l]!))) },
    {
      mistake: "missing-chain-factor",
      wrong: both(1),
      layers: [1],
      detail: /layers\.1\.weights is used the wrong way round/,
    },
  ],
  "dz without W and without the derivative": [
    { back: backToFirst((dz) => mul(dz, 1)) },
    {
      mistake: "missing-chain-factor",
      wrong: both(1),
      layers: [1],
      detail: /factor layers\.1\.weights is missing, and the derivative of the sigmoid/,
    },
  ],
  "dzᵀ a, which is transposed": [
    { dw: (dz, l, passed) => (l === 1 ? matmul(dz.T, passed.a[l]!) : right.dw(dz, l, passed)) },
    { mistake: "transposed", wrong: w(2), layers: [2], detail: /^it is the transpose$/ },
  ],
  "the 2 of the square": [
    { atOutput: (a, y) => mul(1 / (3 * y.shape[0]!), sub(a, y)) },
    {
      mistake: "constant-factor",
      wrong: both(1, 2, 3),
      layers: [3],
      factor: 0.5,
      detail: /^2 times too small: the 2 of the square/,
    },
  ],
  "the mean over outputs": [
    { atOutput: (a, y) => mul(2 / y.shape[0]!, sub(a, y)) },
    {
      mistake: "constant-factor",
      wrong: both(1, 2, 3),
      layers: [3],
      factor: 3,
      detail: /^3 times too large: that is the number of outputs/,
    },
  ],
  "a sum for the mean": [
    { atOutput: (a, y) => mul(2, sub(a, y)) },
    {
      mistake: "constant-factor",
      wrong: both(1, 2, 3),
      layers: [3],
      factor: 3 * m,
      detail: /^300 times too large in a batch of 100: the 1\/m is missing, and that is the number of outputs/,
    },
  ],
  "the mean of the bias, twice averaged": [
    { db: (dz) => mean(dz, { axis: 0 }) },
    { mistake: "constant-factor", wrong: b(1, 2, 3), layers: [1, 2, 3], factor: 1 / m, detail: /1\/m is there twice/ },
  ],
  "the bias summed over units": [
    { db: (dz) => sum(dz, { axis: 1 }) },
    {
      mistake: "wrong-axis",
      wrong: b(1, 2, 3),
      layers: [1, 2, 3],
      detail: /summed over axis 1, the units.* axis 0 holds the examples/,
    },
  ],
  "the bias of one row": [
    { db: (dz) => slice(dz, [2, 0], [3]).reshape([-1]) },
    {
      mistake: "missing-sum",
      wrong: b(1, 2, 3),
      layers: [1, 2, 3],
      detail: /^only one example counts, number 3 of 7$/,
    },
  ],
  "the bias not summed": [
    { db: (dz) => dz },
    { mistake: "missing-sum", wrong: b(1, 2, 3), layers: [1, 2, 3], detail: /dz as it is, \[7, [36]\]/ },
  ],
  "a of the layer below": [
    { dw: (dz, l, passed) => (l === 2 ? matmul(passed.a[1]!.T, dz) : right.dw(dz, l, passed)) },
    {
      mistake: "wrong-operand",
      wrong: w(3),
      layers: [3],
      detail: /^sigmoid\(z\) of layer 1 is used in the place of sigmoid\(z\) of layer 2$/,
    },
  ],
  "weights updated first": [
    {
      back: (dz, l, { a, layers }) =>
        mul(matmul(dz, sub(layers[l]!.weights, mul(0.1, matmul(a[l]!.T, dz))).T), derivative(a[l]!)),
    },
    { mistake: "updated-weights", wrong: both(1, 2), layers: [1, 2], detail: /weights − 0\.1 times its gradient/ },
  ],
  "a clipped dz": [
    { back: backToFirst((dz, l, passed) => clip(right.back(dz, l, passed), -0.01, 0.01)) },
    { mistake: "clipped", wrong: both(1), layers: [1], detail: /dz of layer 1: .* ±0\.01/ },
  ],
};

test.each(Object.entries(planted))("%s", (_, [changes, expected]) => {
  expectFound(program({}), program(changes), rows, expected);
});

test("the right backward pass is found right", () => {
  const result = check(program({}), rows);
  expect(result).toMatchObject({ right: true, notes: [], confirmation: { confirmed: true } });
  expect(result.parameters.every(({ mistake }) => mistake === null)).toBe(true);
});

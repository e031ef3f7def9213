/** @file A small network with tanh and one sigmoid, examples as columns: its bias at the output is a single number. */
import {
  add,
  div,
  dot,
  type Formulas,
  type InitialValue,
  log,
  mul,
  neg,
  sigmoid,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
} from "evenkeel";
import { expect, test } from "vitest";
import { check, type Expected, expectFound, m, normalRows } from "./planted.ts";

type Names = "W1" | "b1" | "W2" | "b2";
type Weights = Record<Names, Tensor>;

interface Cache {
  readonly Z1: Tensor;
  readonly A1: Tensor;
  readonly A2: Tensor;
}

function forward({ W1, b1, W2, b2 }: Weights, X: Tensor): Cache {
  const Z1 = add(dot(W1, X), b1);
  const A1 = tanh(Z1);
  return { Z1, A1, A2: sigmoid(add(dot(W2, A1), b2)) };
}

const total = (dZ: Tensor): Tensor => sum(dZ, { axis: 1, keepdims: true });

const right = {
  dZ2: (A2: Tensor, Y: Tensor): Tensor => sub(A2, Y),
  dZ1: (dZ2: Tensor, { W2 }: Weights, { A1 }: Cache): Tensor => mul(dot(W2.T, dZ2), sub(1, square(A1))),
  db: (dZ: Tensor, examples: number): Tensor => div(total(dZ), examples),
};
type Steps = typeof right;

const program = (steps: Partial<Steps>): Formulas<Record<Names, InitialValue>> => {
  const { dZ2: atOutput, dZ1: back, db } = { ...right, ...steps };
  return {
    parameters: (random) => ({
      W1: random.normal([5, 3]),
      b1: random.normal([5, 1]).times(0.3),
      W2: random.normal([1, 5]),
      b2: random.normal([1, 1]).times(0.3),
    }),
    cost: (weights, { x, y }) => {
      const { A2 } = forward(weights, x.T);
      const losses = add(mul(y.T, log(A2)), mul(sub(1, y.T), log(sub(1, A2))));
      return div(neg(sum(losses)), x.shape[0]!);
    },
    gradients: (weights, { x, y }) => {
      const examples = x.shape[0]!;
      const cache = forward(weights, x.T);
      const dZ2 = atOutput(cache.A2, y.T);
      const dZ1 = back(dZ2, weights, cache);
      return {
        W1: div(dot(dZ1, x), examples),
        b1: db(dZ1, examples),
        W2: div(dot(dZ2, cache.A1.T), examples),
        b2: db(dZ2, examples),
      };
    },
  };
};

const rows = { x: normalRows(m, 3), y: normalRows(m, 1).map(([v]) => [v! > 0 ? 1 : 0]) };
const [first, all] = [
  ["W1", "b1"],
  ["W1", "b1", "W2", "b2"],
];

const planted: Record<string, readonly [Partial<Steps>, Expected]> = {
  "1 − z² for 1 − a²": [
    { dZ1: (dZ2, { W2 }, { Z1 }) => mul(dot(W2.T, dZ2), sub(1, square(Z1))) },
    {
      mistake: "wrong-activation-derivative",
      wrong: first!,
      layers: [1],
      detail: /^1 − z² stands for .* tanh of layer 1$/,
    },
  ],
  "the derivative of tanh left out": [
    { dZ1: (dZ2, { W2 }) => dot(W2.T, dZ2) },
    {
      mistake: "missing-activation-derivative",
      wrong: first!,
      layers: [1],
      detail: /tanh of layer 1 is left out: dz = da$/,
    },
  ],
  "the derivative of sigmoid for that of tanh": [
    { dZ1: (dZ2, { W2 }, { A1 }) => mul(dot(W2.T, dZ2), mul(A1, sub(1, A1))) },
    { mistake: "wrong-activation-derivative", wrong: first!, layers: [1], detail: /^a \(1 − a\) stands for/ },
  ],
  "tanh applied once more": [
    { dZ1: (dZ2, { W2 }, { A1 }) => mul(dot(W2.T, dZ2), sub(1, square(tanh(A1)))) },
    {
      mistake: "wrong-activation-derivative",
      wrong: first!,
      layers: [1],
      detail: /^1 − tanh² a .*taken at a instead of z$/,
    },
  ],
  "dA of the sigmoid taken for dZ": [
    { dZ2: (A2, Y) => sub(div(sub(1, Y), sub(1, A2)), div(Y, A2)) },
    { mistake: "missing-activation-derivative", wrong: all!, layers: [2], detail: /sigmoid of layer 2 is left out/ },
  ],
  "the derivative of the sigmoid on top of A2 − Y": [
    { dZ2: (A2, Y) => mul(sub(A2, Y), mul(A2, sub(1, A2))) },
    {
      mistake: "wrong-activation-derivative",
      wrong: all!,
      layers: [2],
      detail: /applied twice|multiplied by a \(1 − a\)/,
    },
  ],
  "Y − A2": [
    { dZ2: (A2, Y) => sub(Y, A2) },
    { mistake: "sign", wrong: all!, layers: [2], factor: -1, detail: /opposite sign/ },
  ],
  "no 1/m in db, one of which is a single number": [
    { db: total },
    {
      mistake: "constant-factor",
      wrong: ["b1", "b2"],
      layers: [1, 2],
      factor: m,
      detail: /^100 times too large .* 1\/m is missing/,
    },
  ],
  "the last example's bias, one of which is a single number": [
    { db: (dZ) => slice(dZ, [0, -1]) },
    { mistake: "missing-sum", wrong: ["b1", "b2"], layers: [1, 2], detail: /^only one example counts, the last of 7$/ },
  ],
};

test.each(Object.entries(planted))("%s", (_, [steps, expected]) => {
  expectFound(program({}), program(steps), rows, expected);
});

test("the right backward pass is found right", () => {
  const result = check(program({}), rows);
  expect(result).toMatchObject({ right: true, notes: [], confirmation: { confirmed: true } });
  expect(result.parameters.map(({ mistake }) => mistake)).toEqual([null, null, null, null]);
});

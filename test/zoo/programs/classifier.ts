/** @file A digit classifier with its backward pass by hand, columns being examples as in NumPy courses, and mistakes it may have. */
import {
  add,
  cast,
  constantValue,
  div,
  dot,
  exp,
  greater,
  type InitialValue,
  log,
  maximum,
  mul,
  neg,
  sub,
  sum,
  type Tensor,
} from "evenkeel";
import { digitColumns } from "../bases/tables.ts";
import type { AnyFormulas, Base } from "../entry.ts";

type Weights = Record<"w1" | "b1" | "w2" | "b2", Tensor>;

const softmax = (z: Tensor): Tensor => div(exp(z), sum(exp(z), { axis: 0 }));

function forward({ w1, b1, w2, b2 }: Weights, x: Tensor): { a0: Tensor; z1: Tensor; a1: Tensor; a2: Tensor } {
  const a0 = x.T;
  const z1 = add(dot(w1, a0), b1);
  const a1 = maximum(z1, 0);
  return { a0, z1, a1, a2: softmax(add(dot(w2, a1), b2)) };
}

/**
 * "uphill": the output's error has the wrong sign. "hidden sign": only the last weights' gradient has. "summed weights":
 * 1/m is forgotten in dW. "averaged twice": it is there twice. "jacobian": the derivative of a sigmoid is put in where
 * softmax and cross entropy have cancelled it.
 */
function formulas(mistakes: readonly string[]): AnyFormulas {
  const has = (mistake: string): boolean => mistakes.includes(mistake);
  return {
    parameters: (random): Record<string, InitialValue> => ({
      w1: random.normal([32, 64]).times(Math.sqrt(2 / 64)),
      b1: constantValue([32, 1], 0),
      w2: random.normal([10, 32]).times(Math.sqrt(1 / 32)),
      b2: constantValue([10, 1], 0),
    }),
    cost: (weights: Weights, { x, y }) => {
      const m = x.shape[0]!;
      return mul(-1 / m, sum(mul(y.T, log(forward(weights, x).a2))));
    },
    predict: (weights: Weights, x) => forward(weights, x).a2.T,
    gradients: (weights: Weights, { x, y }) => {
      const m = x.shape[0]!;
      const { a0, z1, a1, a2 } = forward(weights, x);
      const error = has("uphill") ? sub(y.T, a2) : sub(a2, y.T);
      const dz2 = has("jacobian") ? mul(error, mul(a2, sub(1, a2))) : error;
      const back = dot(weights.w2.T, dz2);
      const dz1 = mul(back, cast(greater(z1, 0), z1.dtype));
      const share = has("summed weights") ? 1 : has("averaged twice") ? 1 / m ** 2 : 1 / m;
      const column = (dz: Tensor): Tensor => mul(1 / m, sum(dz, { axis: 1, keepdims: true }));
      return {
        w1: mul(share, dot(dz1, a0.T)),
        b1: column(dz1),
        w2: has("hidden sign") ? neg(mul(share, dot(dz2, a1.T))) : mul(share, dot(dz2, a1.T)),
        b2: column(dz2),
      };
    },
  };
}

export const classifier: Base = {
  id: "program-classifier",
  experiment: {
    data: {
      source: "csv",
      path: "data/digits.csv",
      inputs: digitColumns,
      targets: ["digit"],
      limit: 800,
      inputScaling: { divideBy: 16 },
      targetEncoding: "one-hot",
    },
    task: "classification",
    optimizer: { name: "sgd", learningRate: 0.3 },
    batchSize: 40,
    epochs: 15,
    goal: { metric: "accuracy", atLeast: 0.92, on: "train" },
  },
  program: { file: "programs/classifier.ts", formulas },
};

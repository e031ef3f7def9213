/** @file A linear classifier of wines that computes softmax and its log as the formulas read; the gradients are derived. */
import { add, constantValue, div, dot, exp, type InitialValue, log, mean, mul, neg, sum, type Tensor } from "evenkeel";
import { wineColumns } from "../bases/tables.ts";
import type { AnyFormulas, Base } from "../entry.ts";

type Weights = Record<"w" | "b", Tensor>;

function probabilities({ w, b }: Weights, x: Tensor): Tensor {
  const e = exp(add(dot(x, w), b));
  return div(e, sum(e, { axis: 1, keepdims: true }));
}

const formulas = (): AnyFormulas => ({
  parameters: (random): Record<string, InitialValue> => ({
    w: random.normal([13, 3]).times(0.3),
    b: constantValue([3], 0),
  }),
  cost: (weights: Weights, { x, y }) => mean(neg(sum(mul(y, log(probabilities(weights, x))), { axis: 1 }))),
  predict: probabilities,
});

/** Raw measures up to 1,680 make logits of hundreds: within reach of Adam where softmax is computed stably. */
export const softmaxByHand: Base = {
  id: "program-softmax",
  experiment: {
    data: {
      source: "csv",
      path: "data/wine.csv",
      inputs: wineColumns,
      targets: ["cultivar"],
      targetEncoding: "one-hot",
    },
    task: "classification",
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 16,
    epochs: 100,
    goal: { metric: "accuracy", atLeast: 0.8, on: "train" },
  },
  program: { file: "programs/softmax.ts", formulas },
};

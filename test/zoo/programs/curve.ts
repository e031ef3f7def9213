/** @file A curve fitted by a tanh layer with its backward pass by hand, rows being examples, and mistakes it may have. */
import {
  add,
  constantValue,
  div,
  dot,
  type InitialValue,
  mean,
  mul,
  neg,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
} from "evenkeel";
import type { AnyFormulas, Base } from "../entry.ts";
import { beat } from "../made.ts";

type Weights = Record<"w1" | "b1" | "w2" | "b2", Tensor>;

const hidden = ({ w1, b1 }: Weights, x: Tensor): Tensor => tanh(add(dot(x, w1), b1));
const output = (weights: Weights, x: Tensor): Tensor => add(dot(hidden(weights, x), weights.w2), weights.b2);

/**
 * "uphill": every gradient has the wrong sign. "half uphill": only that of the first weights. "no slope": 1 − tanh² is
 * forgotten. "summed": 1/m is forgotten everywhere.
 */
function formulas(mistakes: readonly string[]): AnyFormulas {
  const has = (mistake: string): boolean => mistakes.includes(mistake);
  return {
    parameters: (random): Record<string, InitialValue> => ({
      w1: random.uniform([1, 20], -4, 4),
      b1: random.uniform([20], -2, 2),
      w2: random.normal([20, 1]).times(Math.sqrt(1 / 20)),
      b2: constantValue([1], 0),
    }),
    cost: (weights: Weights, { x, y }) => mean(square(sub(output(weights, x), y))),
    predict: output,
    gradients: (weights: Weights, { x, y }) => {
      const m = x.shape[0]!;
      const h = hidden(weights, x);
      const error = div(mul(2, sub(output(weights, x), y)), has("summed") ? 1 : m);
      const back = dot(error, weights.w2.T);
      const dz = has("no slope") ? back : mul(back, sub(1, square(h)));
      const gradients = {
        w1: dot(x.T, dz),
        b1: sum(dz, { axis: 0 }),
        w2: dot(h.T, error),
        b2: sum(error, { axis: 0 }),
      };
      if (has("half uphill")) return { ...gradients, w1: neg(gradients.w1), b1: neg(gradients.b1) };
      if (!has("uphill")) return gradients;
      return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, neg(gradient)]));
    },
  };
}

export const curve: Base = {
  id: "program-curve",
  experiment: {
    data: beat(),
    task: "regression",
    optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 },
    batchSize: 20,
    epochs: 60,
    metrics: ["relative-mse"],
    goal: { metric: "relative-mse", atMost: 0.15, on: "train" },
  },
  program: { file: "programs/curve.ts", formulas },
};

/** @file Healthy runs on made data: classes that no straight line separates. */
import type { Base } from "../entry.ts";
import { rings, sorted, spirals } from "../made.ts";

const dense = (units: number, activation: string): object => ({ type: "dense", units, activation });

export const spiralsTanh: Base = {
  id: "spirals-tanh",
  experiment: {
    data: spirals(),
    model: [dense(24, "tanh"), dense(24, "tanh"), dense(1, "sigmoid")],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.005 },
    batchSize: 24,
    epochs: 60,
    goal: { metric: "accuracy", atLeast: 0.95, on: "train" },
  },
};

export const ringsRelu: Base = {
  id: "rings-relu",
  experiment: {
    data: rings(),
    model: [dense(24, "relu"), dense(3, "softmax")],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 30,
    epochs: 40,
    goal: { metric: "accuracy", atLeast: 0.93, on: "train" },
  },
};

/** Class after class in the file; each epoch has an order of its own. */
export const ringsSorted: Base = {
  id: "rings-sorted",
  experiment: {
    data: sorted(rings()),
    model: [dense(24, "relu"), dense(24, "relu"), dense(3, "linear")],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.1, momentum: 0.8 },
    batchSize: 10,
    epochs: 40,
    goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
  },
};

/** @file Healthy runs on images: subsets of MNIST and Fashion-MNIST, and the 8 × 8 digits. */
import type { Base } from "../entry.ts";
import { digitColumns } from "./tables.ts";

const dense = (units: number, activation = "relu", more: object = {}): object => ({
  type: "dense",
  units,
  activation,
  ...more,
});
const repeated = (times: number, layer: object): object[] => Array.from({ length: times }, () => layer);

export const mnistRelu: Base = {
  id: "mnist-relu",
  experiment: {
    data: { source: "mnist", limit: 2000 },
    model: [dense(64), dense(10, "linear")],
    loss: "softmax-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.001 },
    batchSize: 50,
    epochs: 5,
    goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
  },
};

export const mnistSoftmax: Base = {
  id: "mnist-softmax",
  experiment: {
    data: { source: "mnist", limit: 2000 },
    model: [dense(128), dense(10, "softmax")],
    loss: "categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 },
    batchSize: 32,
    epochs: 4,
    goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
  },
};

/** Six hidden layers: deep enough for gradients to vanish or explode. */
export const mnistDeep: Base = {
  id: "mnist-deep",
  experiment: {
    data: { source: "mnist", limit: 2000, inputScaling: "standardize" },
    model: [...repeated(6, dense(48)), dense(10, "linear")],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.02, momentum: 0.9 },
    batchSize: 32,
    epochs: 8,
    goal: { metric: "accuracy", atLeast: 0.82, on: "test" },
  },
};

export const fashionRmsprop: Base = {
  id: "fashion-rmsprop",
  experiment: {
    data: { source: "fashion-mnist", limit: 2000 },
    model: [dense(64), dense(32), dense(10, "softmax")],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "rmsprop", learningRate: 0.001 },
    batchSize: 50,
    epochs: 6,
    goal: { metric: "accuracy", atLeast: 0.77, on: "train" },
  },
};

export const fashionSgd: Base = {
  id: "fashion-sgd",
  experiment: {
    data: { source: "fashion-mnist", limit: 2000, inputScaling: "standardize" },
    model: [dense(100, "elu"), { type: "dropout", rate: 0.1 }, dense(10, "linear")],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.02, momentum: 0.9 },
    batchSize: 40,
    epochs: 4,
    goal: { metric: "accuracy", atLeast: 0.74, on: "test" },
  },
};

const digits = {
  source: "csv",
  path: "data/digits.csv",
  inputs: digitColumns,
  targets: ["digit"],
  limit: 1000,
  inputScaling: { divideBy: 16 },
};

export const digitsTanh: Base = {
  id: "digits-tanh",
  experiment: {
    data: digits,
    model: [dense(32, "tanh"), dense(10, "softmax")],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.005 },
    batchSize: 25,
    epochs: 8,
    goal: { metric: "accuracy", atLeast: 0.93, on: "train" },
  },
};

export const digitsSquare: Base = {
  id: "digits-square",
  experiment: {
    data: { ...digits, targetEncoding: "one-hot" },
    task: "classification",
    model: [dense(40, "sigmoid"), dense(10, "softmax")],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 25,
    epochs: 8,
    goal: { metric: "accuracy", atLeast: 0.93, on: "train" },
  },
};

/** Three yes-or-no questions at once: is it even, does it have a loop, is it 5 or more. */
export const digitsQuestions: Base = {
  id: "digits-questions",
  experiment: {
    data: { ...digits, targets: ["even", "loop", "five_or_more"] },
    task: "multilabel",
    model: [dense(48), dense(3, "sigmoid")],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.005 },
    batchSize: 25,
    epochs: 10,
    goal: { metric: "accuracy", atLeast: 0.93, on: "train" },
  },
};

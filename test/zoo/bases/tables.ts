/** @file Healthy runs on small tables of classes. */
import type { Base } from "../entry.ts";

export const digitColumns: readonly string[] = Array.from({ length: 64 }, (_, i) => `p${i}`);
export const irisColumns: readonly string[] = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
export const wineColumns: readonly string[] = [
  "alcohol",
  "malic_acid",
  "ash",
  "alcalinity",
  "magnesium",
  "phenols",
  "flavanoids",
  "nonflavanoid_phenols",
  "proanthocyanins",
  "colour",
  "hue",
  "od280",
  "proline",
];
const measures = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity"];
export const cellColumns: readonly string[] = ["mean", "error", "worst"].flatMap((kind) =>
  [...measures, "concave_points", "symmetry", "fractal_dimension"].map((name) => `${kind}_${name}`),
);

export const irisSoftmax: Base = {
  id: "iris-softmax",
  experiment: {
    data: {
      source: "csv",
      path: "data/iris.csv",
      inputs: irisColumns,
      targets: ["species"],
      inputScaling: "standardize",
      targetEncoding: "one-hot",
    },
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 10,
    epochs: 30,
    goal: { metric: "accuracy", atLeast: 0.95, on: "train" },
  },
};

/** The file goes class after class; the order of each epoch is mixed. */
export const irisLogits: Base = {
  id: "iris-logits",
  experiment: {
    data: {
      source: "csv",
      path: "data/iris.csv",
      inputs: irisColumns,
      targets: ["species"],
      inputScaling: "minmax",
    },
    model: [
      { type: "dense", units: 12, activation: "tanh" },
      { type: "dense", units: 3 },
    ],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.1, momentum: 0.9 },
    batchSize: 5,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.92, on: "train" },
  },
};

export const wineSgd: Base = {
  id: "wine-sgd",
  experiment: {
    data: {
      source: "csv",
      path: "data/wine.csv",
      inputs: wineColumns,
      targets: ["cultivar"],
      inputScaling: "standardize",
    },
    model: [
      { type: "dense", units: 16, activation: "tanh" },
      { type: "dense", units: 3, activation: "linear" },
    ],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.1 },
    batchSize: 16,
    epochs: 15,
    goal: { metric: "accuracy", atLeast: 0.95, on: "train" },
  },
};

export const wineDeep: Base = {
  id: "wine-deep",
  experiment: {
    data: {
      source: "csv",
      path: "data/wine.csv",
      inputs: wineColumns,
      targets: ["cultivar"],
      inputScaling: "standardize",
      targetEncoding: "one-hot",
      testFraction: 0.2,
    },
    model: [
      { type: "dense", units: 24, activation: "relu" },
      { type: "dropout", rate: 0.2 },
      { type: "dense", units: 24, activation: "relu" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "categorical-cross-entropy",
    optimizer: { name: "adamw", learningRate: 0.005 },
    batchSize: 16,
    epochs: 25,
    goal: { metric: "accuracy", atLeast: 0.9, on: "test" },
  },
};

export const cellsSigmoid: Base = {
  id: "cells-sigmoid",
  experiment: {
    data: {
      source: "csv",
      path: "data/breast-cancer.csv",
      inputs: cellColumns,
      targets: ["benign"],
      inputScaling: "standardize",
    },
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 },
    batchSize: 32,
    epochs: 10,
    goal: { metric: "accuracy", atLeast: 0.95, on: "train" },
  },
};

/** Trained on two thirds of the table and judged by the rest, which has its own mixture of classes. */
export const cellsApart: Base = {
  id: "cells-apart",
  experiment: {
    data: {
      source: "csv",
      path: "data/cells-train.csv",
      test: "data/cells-test.csv",
      inputs: cellColumns,
      targets: ["benign"],
      inputScaling: "standardize",
    },
    model: [
      { type: "dense", units: 8, activation: "relu" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.005 },
    batchSize: 32,
    epochs: 15,
    goal: { metric: "accuracy", atLeast: 0.93, on: "test" },
  },
};

/** A straight line, which rare examples move little. */
const cellsLine = {
  data: cellsApart.experiment.data,
  batchSize: 32,
  epochs: 60,
  goal: { metric: "accuracy", atLeast: 0.92, on: "test" },
};

export const cellsLinear: Base = {
  id: "cells-linear",
  experiment: {
    ...cellsLine,
    model: [{ type: "dense", units: 1, activation: "sigmoid" }],
    loss: "binary-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.05 },
  },
};

export const cellsLogits: Base = {
  id: "cells-logits",
  experiment: {
    ...cellsLine,
    model: [{ type: "dense", units: 2 }],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.02 },
  },
};

export const wineApart: Base = {
  id: "wine-apart",
  experiment: {
    data: {
      source: "csv",
      path: "data/wine-train.csv",
      test: "data/wine-test.csv",
      inputs: wineColumns,
      targets: ["cultivar"],
      inputScaling: "standardize",
    },
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 },
    batchSize: 16,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.93, on: "test" },
  },
};

/** Raw measures up to 4,254 make logits of thousands, which Adam brings down where softmax is computed stably. */
export const cellsRaw: Base = {
  id: "cells-raw",
  experiment: {
    data: { source: "csv", path: "data/breast-cancer.csv", inputs: cellColumns, targets: ["benign"] },
    task: "classification",
    model: [{ type: "dense", units: 2 }],
    loss: "softmax-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 32,
    epochs: 40,
    goal: { metric: "accuracy", atLeast: 0.85, on: "train" },
  },
};

/** One yes-or-no answer as two classes. */
export const cellsClasses: Base = {
  id: "cells-classes",
  experiment: {
    data: {
      source: "csv",
      path: "data/breast-cancer.csv",
      inputs: cellColumns,
      targets: ["benign"],
      inputScaling: "minmax",
      testFraction: 0.25,
    },
    model: [
      { type: "dense", units: 20, activation: "sigmoid" },
      { type: "dense", units: 2, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "rmsprop", learningRate: 0.01 },
    batchSize: 32,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.9, on: "test" },
  },
};

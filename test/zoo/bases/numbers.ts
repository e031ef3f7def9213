/** @file Healthy runs that predict numbers. */
import type { Base } from "../entry.ts";
import { beat, counts, friedman } from "../made.ts";
import { cellColumns, irisColumns, wineColumns } from "./tables.ts";

const dense = (units: number, activation = "linear"): object => ({ type: "dense", units, activation });
const relativeMse = (atMost: number, on = "train"): object => ({ metric: "relative-mse", atMost, on });

/** Petal width in cm from the other measures: a straight line answers it. */
export const petals: Base = {
  id: "petals",
  experiment: {
    data: {
      source: "csv",
      path: "data/iris.csv",
      inputs: irisColumns.slice(0, 3),
      targets: ["petal_width"],
      inputScaling: "standardize",
    },
    model: [dense(16, "relu"), dense(1)],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 16,
    epochs: 30,
    goal: relativeMse(0.12),
  },
};

/** The worst area of cells, 185 to 4,254, from other measures. */
export const areas: Base = {
  id: "areas",
  experiment: {
    data: {
      source: "csv",
      path: "data/breast-cancer.csv",
      inputs: cellColumns.filter((name) => !name.includes("area")),
      targets: ["worst_area"],
      inputScaling: "standardize",
      targetScaling: "standardize",
    },
    model: [dense(24, "relu"), dense(1)],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.003 },
    batchSize: 32,
    epochs: 20,
    goal: relativeMse(0.1),
  },
};

/** Noisy: a straight line leaves 0.48 of the variance of all patients. */
export const diabetes: Base = {
  id: "diabetes",
  experiment: {
    data: {
      source: "csv",
      path: "data/diabetes.csv",
      inputs: ["age", "sex", "bmi", "blood_pressure", "tc", "ldl", "hdl", "tch", "ltg", "glucose"],
      targets: ["progression"],
      inputScaling: "standardize",
      targetScaling: "standardize",
      testFraction: 0.2,
    },
    model: [dense(12, "tanh"), dense(1)],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate: 0.02, momentum: 0.9 },
    batchSize: 32,
    epochs: 20,
    goal: relativeMse(0.55),
  },
};

/** The same, judged by patients that it has not seen: what cannot be learned cannot be memorised either. */
export const diabetesUnseen: Base = {
  id: "diabetes-unseen",
  experiment: { ...diabetes.experiment, goal: relativeMse(0.8, "test") },
};

/** Alcohol, 11% to 14.8%, from the other twelve measures of a wine. */
export const alcohol: Base = {
  id: "alcohol",
  experiment: {
    data: {
      source: "csv",
      path: "data/wine.csv",
      inputs: wineColumns.slice(1),
      targets: ["alcohol"],
      inputScaling: "minmax",
      targetScaling: "minmax",
    },
    model: [dense(16, "tanh"), dense(16, "leaky-relu"), dense(1)],
    loss: "mean-absolute-error",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 16,
    epochs: 40,
    goal: relativeMse(0.6),
  },
};

export const beatTanh: Base = {
  id: "beat-tanh",
  experiment: {
    data: beat(),
    model: [dense(24, "tanh"), dense(24, "tanh"), dense(1)],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 20,
    epochs: 60,
    goal: relativeMse(0.1),
  },
};

export const friedmanRelu: Base = {
  id: "friedman-relu",
  experiment: {
    data: { ...friedman(), targetScaling: "standardize" },
    model: [dense(32, "relu"), dense(1)],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 32,
    epochs: 40,
    goal: relativeMse(0.15),
  },
};

export const countsPoisson: Base = {
  id: "counts-poisson",
  experiment: {
    data: counts(),
    model: [dense(16, "tanh"), dense(1, "softplus")],
    loss: "poisson",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 20,
    epochs: 30,
    goal: relativeMse(0.5),
  },
};

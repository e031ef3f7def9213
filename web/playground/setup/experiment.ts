/** @file The experiment that a setup stands for, as an experiment file would say it. */
import { goal, type Setup } from "./setup.ts";

/** The std of the plain normal distribution: what `randn` gives without a factor. */
const plainNormal = { name: "normal", std: 1, mean: 0 };

export function experimentOf(setup: Setup): Record<string, unknown> {
  const init = setup.init === "normal" ? plainNormal : setup.init;
  const dense = (units: number, activation: string) => ({ type: "dense", units, activation, init });
  const { optimizer, learningRate } = setup;
  return {
    data: { source: "mnist", limit: setup.images, inputScaling: setup.scaling },
    model: [...setup.layers.map((units) => dense(units, setup.activation)), dense(10, "linear")],
    loss: { name: "softmax-cross-entropy", reduction: setup.reduction },
    optimizer:
      optimizer === "momentum" ? { name: "sgd", learningRate, momentum: 0.9 } : { name: optimizer, learningRate },
    batchSize: setup.batchSize,
    epochs: setup.epochs,
    seed: setup.seed,
    precision: setup.precision,
    rewrites: setup.formulas === "naive" ? "off" : "on",
    goal: { metric: "accuracy", atLeast: goal, on: "test" },
  };
}

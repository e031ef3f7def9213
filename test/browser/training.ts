/** @file One training run, the same in Node and in a page: the seed's network on a part of MNIST. */
import { type Dataset, identity } from "../../src/data/dataset.ts";
import { imageExamples } from "../../src/data/readers/images.ts";
import { inputAffine } from "../../src/data/scaling.ts";
import { firstExamples } from "../../src/data/split.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";
import { planExperiment } from "../../src/train/plan.ts";
import { runTraining } from "../../src/train/run.ts";

export interface TrainingReport {
  readonly facts: Engine["facts"];
  /** Of each step. */
  readonly costs: readonly number[];
  readonly test: Readonly<Record<string, number>>;
  readonly parameters: number;
}

/** MNIST's four files as bytes. */
export type MnistBytes = Readonly<Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", Uint8Array>>;

export const mnistFiles: Readonly<Record<keyof MnistBytes, string>> = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
};

const dense = (units: number, activation: string): object => ({ type: "dense", units, activation, init: "he-normal" });

const experiment = parseExperiment({
  data: { source: "mnist", limit: 4096, inputScaling: "standardize" },
  model: [...[512, 256, 128, 64].map((units) => dense(units, "relu")), dense(10, "linear")],
  loss: "softmax-cross-entropy",
  optimizer: { name: "sgd", learningRate: 0.05 },
  batchSize: 128,
  epochs: 2,
  seed: 1,
});

function datasetOf(bytes: MnistBytes): Dataset {
  const file = (name: keyof MnistBytes) => ({ file: mnistFiles[name], bytes: bytes[name] });
  const train = firstExamples(imageExamples(file("trainImages"), file("trainLabels"), 10, "float32"), 4096);
  return {
    name: "mnist",
    train,
    test: firstExamples(imageExamples(file("testImages"), file("testLabels"), 10, "float32"), 1000),
    inputScaling: inputAffine(experiment.data.inputScaling, train.inputs, true),
    targetScaling: identity,
    files: [],
  };
}

export async function trainSeedNetwork(engine: Engine, bytes: MnistBytes): Promise<TrainingReport> {
  const { blueprint, data } = planExperiment(experiment, datasetOf(bytes));
  const costs: number[] = [];
  const { metrics, parameters } = await runTraining(engine, blueprint, data, {
    observe: (event) => {
      if (event.t === "step") costs.push(event.cost);
    },
  });
  return {
    facts: engine.facts,
    costs,
    test: metrics.test ?? {},
    parameters: Object.values(parameters).reduce((sum, { data: { length } }) => sum + length, 0),
  };
}

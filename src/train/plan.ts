/** @file From an experiment and its data to everything that the training loop needs. */
import type { Dataset } from "../data/dataset.ts";
import { exampleCount, featureCount } from "../data/dataset.ts";
import { targetStatistics } from "../data/statistics.ts";
import type { Experiment } from "../experiment/types.ts";
import { optimizers } from "../optim/index.ts";
import { UsageError } from "../util/errors.ts";
import { lookUp } from "../util/lookup.ts";
import { classWeights } from "./classWeights.ts";
import { residentData } from "./inputs.ts";
import type { TrainingModel } from "./model.ts";
import { networkModel } from "./networkModel.ts";
import type { RunData } from "./outcome.ts";
import type { Blueprint } from "./programs.ts";
import type { TrainSettings } from "./settings.ts";

export interface Plan {
  readonly blueprint: Blueprint;
  readonly data: RunData;
}

export const settingsOf = (experiment: Experiment): TrainSettings => ({
  ...experiment,
  lossName: experiment.loss.name,
  targetEncoding: experiment.data.targetEncoding,
  shuffle: experiment.data.shuffle,
});

/** The plan of an experiment whose model is a list of layers. */
export function planExperiment(experiment: Experiment, dataset: Dataset): Plan {
  const weights = classWeights(experiment, dataset);
  const model = networkModel(experiment.model, experiment.loss, [featureCount(dataset.train.inputs)], weights);
  checkOutputs(model.network.outputShape.at(-1)!, dataset, experiment);
  return planModel(model, settingsOf(experiment), dataset);
}

export function planModel(model: TrainingModel, settings: TrainSettings, dataset: Dataset): Plan {
  const { targets } = dataset.train;
  return {
    blueprint: {
      model,
      settings,
      optimizer: lookUp("optimizer", optimizers, settings.optimizer.name),
      layout: {
        classes: targets.kind === "labels" ? targets.classes : null,
        inputScaling: dataset.inputScaling,
        targetScaling: dataset.targetScaling,
        targetEncoding: settings.targetEncoding,
        precision: settings.precision,
      },
      metricContext: { task: settings.task, loss: settings.lossName, targetVariance: targetVariance(dataset) },
    },
    data: {
      train: residentData(dataset.train),
      ...(dataset.validation && { validation: residentData(dataset.validation) }),
      ...(dataset.test && { test: residentData(dataset.test) }),
      examples: exampleCount(dataset.train),
    },
  };
}

/** Population variance of all target elements of the training part, scaled as the network is to output them. */
function targetVariance({ train: { targets }, targetScaling }: Dataset): number {
  if (targets.kind === "labels") return Number.NaN;
  const { std, mean } = targetStatistics(targets);
  const multiply = (j: number): number =>
    typeof targetScaling.multiply === "number" ? targetScaling.multiply : targetScaling.multiply[j]!;
  const subtract = (j: number): number =>
    typeof targetScaling.subtract === "number" ? targetScaling.subtract : targetScaling.subtract[j]!;
  const means = mean.map((m, j) => (m - subtract(j)) * multiply(j));
  const center = means.reduce((sum, m) => sum + m, 0) / means.length;
  return means.reduce((sum, m, j) => sum + (std[j]! * multiply(j)) ** 2 + (m - center) ** 2, 0) / means.length;
}

/** The last layer's units against the targets, before anything is compiled. */
function checkOutputs(units: number, { train: { targets } }: Dataset, { task, model }: Experiment): void {
  const wanted = targets.kind === "labels" ? targets.classes : targets.width;
  if (units === wanted || task === "binary" || (targets.kind === "values" && targets.width === 1)) return;
  throw new UsageError(`the model gives ${units} numbers an example, and the targets need ${wanted}`, {
    where: `model[${model.length - 1}].units`,
    found: String(units),
    help: `set it to ${wanted}`,
  });
}

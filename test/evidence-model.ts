/** @file Experiments of the tests as the doctor's measurements take them. */
import type { Dataset } from "../src/data/dataset.ts";
import { loadDataset } from "../src/data/node/load.ts";
import type { Model } from "../src/doctor/1-evidence/_model.ts";
import type { Engine } from "../src/engine/engine.ts";
import { referenceEngine } from "../src/engine/reference/reference.ts";
import { parseExperiment } from "../src/experiment/parse.ts";
import type { Experiment } from "../src/experiment/types.ts";
import { planExperiment } from "../src/train/plan.ts";

/** One linear unit, squared error and plain descent, unless the fields say otherwise. */
export function experimentOf(data: object, fields: object = {}): Experiment {
  return parseExperiment({
    data,
    model: [{ type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate: 0.1 },
    ...fields,
  });
}

export const datasetOf = ({ data, seed, precision }: Experiment): Dataset =>
  loadDataset(data, { baseFolder: ".", seed, precision });

export function modelOf(experiment: Experiment, engine: Engine = referenceEngine()): Model {
  const dataset = datasetOf(experiment);
  const plan = planExperiment(experiment, dataset);
  const initial = plan.blueprint.model.initialize(experiment.seed, experiment.precision);
  return { engine, experiment, dataset, plan, initial };
}

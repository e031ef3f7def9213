/** @file The public API in Node: everything of the core, the native engine, files, and `fit` with defaults. */
import { cwd } from "node:process";
import { loadDataset } from "./data/node/load.ts";
import type { Engine } from "./engine/engine.ts";
import { ortNodeEngine } from "./engine/ort-node/index.ts";
import { experimentOf, type FitModel, type FitOptions, type FitResult, fitWith } from "./fit.ts";

export { checkFile, type FileOptions } from "./check/node/checkFile.ts";
export { loadDataset } from "./data/node/load.ts";
export { type DiagnoseRequest, type DiagnosisOutcome, diagnoseSource } from "./doctor/node/doctor.ts";
export { type OrtNodeOptions, ortNodeEngine } from "./engine/ort-node/index.ts";
export * from "./index.ts";
export { type PredictOptions, predictFiles, predictImages } from "./predict/node.ts";
export type { Answer, Prediction } from "./predict/predict.ts";
export {
  type Job,
  type SessionEvent,
  type SessionOptions,
  type SessionOutcome,
  trainExperiment,
} from "./train/node/session.ts";

/** What `fit` takes as data: a source by name, or the data part of an experiment. */
export type FitData = string | Readonly<Record<string, unknown>>;

/**
 * Trains a model on data with ONNX Runtime: `await fit(sequential(dense(64, relu), dense(10)), "mnist", { loss: … })`.
 * The model is a list of layers or a program's formulas; `options` are the fields of an experiment.
 *
 * @throws UsageError for options that do not fit, DataError for damaged data, DivergedError at the first value that is
 * not finite
 */
export async function fit<P>(
  model: FitModel<P>,
  data: FitData,
  options: FitOptions & { readonly engine?: Engine } = {},
): Promise<FitResult> {
  const { engine: given, ...rest } = options;
  const experiment = experimentOf(model, typeof data === "string" ? { source: data } : data, rest);
  const dataset = loadDataset(experiment.data, {
    baseFolder: cwd(),
    seed: experiment.seed,
    precision: experiment.precision,
  });
  const engine = given ?? (await ortNodeEngine());
  try {
    return await fitWith(engine, model, dataset, experiment, rest);
  } finally {
    if (!given) await engine.dispose();
  }
}

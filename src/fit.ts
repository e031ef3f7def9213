/** @file fit: trains a model written as layers or as formulas on data given in any form, with any engine. */
import type { Dataset } from "./data/dataset.ts";
import type { Engine } from "./engine/engine.ts";
import { parseExperiment } from "./experiment/parse.ts";
import type { Experiment } from "./experiment/types.ts";
import type { Value } from "./graph/dtype.ts";
import type { LayerJson } from "./nn/sequential.ts";
import { divergence } from "./train/describeFailure.ts";
import { type Formulas, formulaModel } from "./train/formulaModel.ts";
import type { LoopEvent, RunOptions, RunOutcome } from "./train/outcome.ts";
import { type Plan, planExperiment, planModel, settingsOf } from "./train/plan.ts";
import { runTraining } from "./train/run.ts";
import { UsageError } from "./util/errors.ts";

/** The fields of an experiment but its data and model, each with its default. */
export type FitOptions = Partial<Record<Exclude<keyof Experiment, "data" | "model">, unknown>> & {
  /** Sees progress, steps, health and epochs as they happen. */
  readonly onEvent?: (event: LoopEvent) => void;
  /** An AbortSignal: once it is aborted, training stops after the step at hand. */
  readonly signal?: { readonly aborted: boolean };
  /** "report": go on after a value that is not finite, as NumPy does; the result then holds the failure. */
  readonly nonFinite?: "stop" | "report";
  /** false: health is not sampled. */
  readonly health?: boolean;
};

export type FitModel<P> = readonly LayerJson[] | Formulas<P>;

export interface FitResult extends Pick<RunOutcome, "stopped" | "metrics" | "seconds" | "step" | "epoch" | "failure"> {
  /** Trained values by name: "dense0.weight", or the path in a program's tree. */
  readonly parameters: Readonly<Record<string, Value>>;
  readonly plan: Plan;
  readonly experiment: Experiment;
}

const isLayers = <P>(model: FitModel<P>): model is readonly LayerJson[] => Array.isArray(model);

/** The experiment that the arguments of `fit` say; a program's formulas stand in for its model. */
export function experimentOf<P>(model: FitModel<P>, data: unknown, options: FitOptions): Experiment {
  const { onEvent: _, signal: __, nonFinite: ___, health: ____, ...fields } = options;
  // Formulas bring their own cost; these satisfy the schema and are not used.
  if (!isLayers(model)) refuseClassWeights(fields.loss);
  const standIn = { model: [{ type: "dense", units: 1 }], loss: { name: "categorical-cross-entropy" } };
  return parseExperiment(isLayers(model) ? { model, data, ...fields } : { ...fields, ...standIn, data });
}

/** Of the numbers that a program's cost is made of nothing is known. */
function refuseClassWeights(loss: unknown): void {
  const weights = typeof loss === "object" && loss !== null && "classWeights" in loss ? loss.classWeights : "none";
  if (weights === "none") return;
  throw new UsageError("A program computes its own cost, in which no class can be given a weight", {
    where: "loss.classWeights",
    found: JSON.stringify(weights),
    help: "multiply the losses of the examples by weights in the program's cost",
  });
}

export function planFit<P>(model: FitModel<P>, experiment: Experiment, dataset: Dataset): Plan {
  if (isLayers(model)) return planExperiment(experiment, dataset);
  const { targets } = dataset.train;
  // One number an example is a value unless the task says otherwise: a single column has no largest output.
  const isValue = targets.kind === "values" && targets.width === 1 && experiment.task === "classification";
  const settings = isValue ? { task: "regression" as const, metrics: ["loss", "relative-mse"] as const } : {};
  return planModel(formulaModel(model), { ...settingsOf(experiment), ...settings, lossName: "cost" }, dataset);
}

/**
 * Trains and returns the trained parameters.
 *
 * @throws DivergedError at the first value that is not finite, with the op, the step and the user's line
 */
export async function fitWith<P>(
  engine: Engine,
  model: FitModel<P>,
  dataset: Dataset,
  experiment: Experiment,
  options: FitOptions,
): Promise<FitResult> {
  const plan = planFit(model, experiment, dataset);
  const runOptions: RunOptions = {
    ...(options.onEvent && { observe: options.onEvent }),
    ...(options.health !== undefined && { health: options.health }),
    ...(options.nonFinite && { nonFinite: options.nonFinite }),
    stopRequested: () => (options.signal?.aborted ? "interrupted" : null),
  };
  const outcome = await runTraining(engine, plan.blueprint, plan.data, runOptions);
  if (outcome.stopped === "diverged")
    throw divergence(outcome.failure!, "lower the learning rate, or look at the scale of the inputs");
  const { stopped, metrics, seconds, step, epoch, parameters, failure } = outcome;
  return { stopped, metrics, seconds, step, epoch, parameters, failure, plan, experiment };
}

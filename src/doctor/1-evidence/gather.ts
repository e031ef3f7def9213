/** @file Gathers the evidence: every measurement of this folder, none of which stops the others where it fails. */
import { type Dataset, featureCount } from "../../data/dataset.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { Network } from "../../nn/network.ts";
import type { HealthEvent, RunEvent } from "../../record/events.ts";
import { networkModel } from "../../train/networkModel.ts";
import type { Plan } from "../../train/plan.ts";
import { stepProgram } from "../../train/programs.ts";
import { EvenkeelError } from "../../util/errors.ts";
import type { Subject } from "../subject.ts";
import { firstBatch, type Model, sampleOf, unknownSpread, type Values } from "./_model.ts";
import { startHealth } from "./_startHealth.ts";
import { courseEvidence } from "./course.ts";
import { measureData } from "./data.ts";
import type { DataEvidence, Evidence, GradientEvidence } from "./evidence.ts";
import { measureLayers } from "./layers.ts";
import { answersOf, measureOutput, type TrainedOutput } from "./output.ts";
import { measureSharpness } from "./sharpness.ts";
import { measureSignal } from "./signal.ts";
import { measureSmallBatch } from "./smallBatch.ts";
import { measureStart } from "./start.ts";

export interface GatherContext {
  readonly subject: Subject;
  readonly engine: Engine;
  /** The record of the run as it is; empty where it could not be started. */
  readonly events: readonly RunEvent[];
  /** What the run trained. */
  readonly parameters?: Values | null;
  /** The gradient check of hand-written gradients. */
  readonly gradients?: () => Promise<GradientEvidence | null>;
  /** Hears of measurements that failed. */
  readonly onFailure?: (part: string, error: unknown) => void;
}

/** The evidence on `subject.experiment`. A measurement that fails is null. */
export async function gatherEvidence(context: GatherContext): Promise<Evidence> {
  const { subject, events, gradients } = context;
  const { experiment } = subject;
  const { dataset, plan, refusal } = startable(context);
  // Starts the engine's work, which goes on beside what is measured here.
  const measured = ofModel(context, dataset, plan);
  const data = dataset && attempt(context, "data", () => measureData(dataset, experiment));
  const signal = dataset && attempt(context, "signal", () => measureSignal(dataset, experiment));
  const course = events.length === 0 ? null : attempt(context, "course", () => courseEvidence(events, experiment.goal));
  const { trained, ...parts } = await measured;
  const output = dataset && attempt(context, "output", () => outputEvidence(subject, dataset, trained));
  const checked = gradients ? await attemptLater(context, "gradients", gradients) : null;
  return { data: data ?? unknownData, signal, course, output, gradients: checked, refusal, ...parts };
}

function attempt<T>({ onFailure }: GatherContext, part: string, measure: () => T): T | null {
  try {
    return measure();
  } catch (error) {
    onFailure?.(part, error);
    return null;
  }
}

async function attemptLater<T>(
  { onFailure }: GatherContext,
  part: string,
  measure: () => Promise<T>,
): Promise<T | null> {
  try {
    return await measure();
  } catch (error) {
    onFailure?.(part, error);
    return null;
  }
}

interface Startable {
  /** Where the experiment's own is refused, the same examples with their targets as plain numbers. */
  readonly dataset: Dataset | null;
  readonly plan: Plan | null;
  readonly refusal: Evidence["refusal"];
}

function startable(context: GatherContext): Startable {
  const { subject, events } = context;
  const { experiment } = subject;
  let dataset: Dataset | null = null;
  try {
    dataset = subject.dataset(experiment);
    const plan = subject.plan(experiment, dataset);
    // A record proves that the program could be made.
    if (events.length === 0) tryStep({ experiment, dataset, plan });
    return { dataset, plan, refusal: null };
  } catch (error) {
    dataset ??= attempt(context, "raw data", () => subject.dataset(withPlainTargets(experiment)));
    return { dataset, plan: null, refusal: refusalOf(error) };
  }
}

/** @throws what the model or the loss say to these data */
function tryStep({ experiment, dataset, plan }: Pick<Model, "experiment" | "dataset" | "plan">): void {
  const sample = sampleOf(dataset, firstBatch({ experiment, dataset }, 2).examples);
  stepProgram(plan.blueprint, sample.data, sample.rows);
}

const refusalOf = (error: unknown): NonNullable<Evidence["refusal"]> =>
  error instanceof EvenkeelError
    ? { message: error.message, found: error.detail.found ?? null }
    : { message: error instanceof Error ? error.message : String(error), found: null };

/** An experiment to which any numbers are targets. */
function withPlainTargets(experiment: Experiment): Experiment {
  const { labelClasses: _, ...data } = experiment.data as Experiment["data"] & { readonly labelClasses?: number };
  return {
    ...experiment,
    task: "regression",
    loss: { name: "mean-squared-error", reduction: "mean", classWeights: "none" },
    data: { ...data, targetEncoding: "raw", classes: null, firstLabel: 0 } as Experiment["data"],
  };
}

type OfModel = Pick<Evidence, "start" | "layers" | "smallBatch" | "sharpness"> & {
  readonly trained: TrainedOutput | null;
};

/** What needs the model on the engine. */
async function ofModel(context: GatherContext, dataset: Dataset | null, plan: Plan | null): Promise<OfModel> {
  const { subject, engine, events } = context;
  const { experiment } = subject;
  const health = events.filter((event): event is HealthEvent => event.t === "health");
  const initial =
    plan &&
    attempt(context, "first weights", () => plan.blueprint.model.initialize(experiment.seed, experiment.precision));
  if (!dataset || !plan || !initial)
    return { start: null, layers: [], smallBatch: null, sharpness: null, trained: null };
  const model: Model = { engine, experiment, dataset, plan, initial };
  const later = <T>(part: string, measure: () => Promise<T>): Promise<T | null> => attemptLater(context, part, measure);
  const start = await later("start", () => measureStart(model));
  const first = await later("health at the start", () => startHealth(model));
  const layers = subject.program
    ? []
    : attempt(context, "layers", () => measureLayers(experiment, first ? [first, ...health] : health, initial));
  // Of a hand-written gradient it says nothing about the cost.
  const isWritten = subject.program?.handWrittenGradients && experiment.gradients === "written";
  const reduction = isWritten ? 1 : (start?.reductionFactor ?? 1);
  return {
    start,
    layers: layers ?? [],
    sharpness: await later("sharpness", () => measureSharpness(model, reduction)),
    smallBatch: await later("small batch", () => measureSmallBatch(model)),
    trained: await later("trained output", async () =>
      context.parameters ? answersOf(model, context.parameters) : null,
    ),
  };
}

function outputEvidence(subject: Subject, dataset: Dataset, trained: TrainedOutput | null): Evidence["output"] {
  const { experiment } = subject;
  const network = subject.program ? null : networkOf(experiment, dataset);
  return measureOutput({ dataset, experiment, network }, trained);
}

/** The layers on these inputs, also where they do not fit the targets. */
const networkOf = ({ model, loss }: Experiment, { train }: Dataset): Network =>
  networkModel(model, loss, [featureCount(train.inputs)]).network;

/** Where the examples cannot be read. */
const unknownData: DataEvidence = {
  examples: 0,
  features: 0,
  inputs: unknownSpread,
  inputsAsFed: unknownSpread,
  columnScaleRatio: 1,
  largestOffset: 0,
  constantColumns: [],
  largestConstant: 0,
  duplicateColumns: [],
  targets: {
    kind: "values",
    width: 0,
    raw: unknownSpread,
    asFed: unknownSpread,
    whole: false,
    distinct: null,
    binary: false,
    rowsSumToOne: false,
    oneHotRows: false,
    counts: null,
    baseRate: null,
    labelEntropy: null,
  },
  orderedness: 1,
};

/** @file What a run is, as its record's first event: the data, the model, the rewrites, the engine. */
import { batchesOf } from "../data/batches.ts";
import { type Dataset, type Examples, exampleCount } from "../data/dataset.ts";
import { classCounts, inputStatistics, overall, targetStatistics } from "../data/statistics.ts";
import type { Engine } from "../engine/engine.ts";
import { experimentHash } from "../experiment/hash.ts";
import type { Experiment } from "../experiment/types.ts";
import { formatSite } from "../graph/node.ts";
import type { AppliedRewrite, DataFacts, ModelSummary, StartEvent } from "../record/events.ts";
import type { AppliedRewrite as Applied } from "../rewrite/rewrite.ts";
import { sizeOf } from "../util/shape.ts";
import type { TrainingModel } from "./model.ts";
import type { NetworkModel } from "./networkModel.ts";
import type { Plan } from "./plan.ts";
import { stepProgram } from "./programs.ts";

export interface Described {
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  readonly plan: Plan;
  readonly engine: Pick<Engine, "name" | "facts">;
  /** Steps of the checkpoint that the run goes on from. */
  readonly resumedAt: number;
}

export function startEvent({ experiment, dataset, plan, engine, resumedAt }: Described): StartEvent {
  const { blueprint, data } = plan;
  const { size, perEpoch } = batchesOf(data.examples, experiment.batchSize);
  const { compiled } = stepProgram(blueprint, data.train, size);
  return {
    t: "start",
    experiment,
    experimentHash: experimentHash(experiment),
    data: describeData(dataset),
    model: describeModel(blueprint.model),
    engine: engine.name,
    engineFacts: engine.facts,
    rewrites: countRewrites(compiled.applied),
    stepsPerEpoch: perEpoch,
    totalSteps: perEpoch * experiment.epochs,
    resumedAt,
  };
}

function describeData({ name, train, validation, test, files }: Dataset): DataFacts {
  const count = (examples: Examples | undefined): number => (examples ? exampleCount(examples) : 0);
  const statistics = inputStatistics(train.inputs);
  const { min, max, mean, std } = overall(statistics);
  return {
    name,
    train: count(train),
    validation: count(validation),
    test: count(test),
    inputShape: train.inputs.shape.slice(1),
    inputMin: min,
    inputMax: max,
    inputMean: mean,
    inputStd: std,
    constantInputs: statistics.constant.length,
    targets: describeTargets(train),
    files,
  };
}

function describeTargets({ targets }: Examples): DataFacts["targets"] {
  if (targets.kind === "labels") {
    return { kind: "labels", classes: targets.classes, counts: [...classCounts(targets)] };
  }
  const statistics = targetStatistics(targets);
  const { min, max, std } = overall(statistics);
  const columns = Array.from(statistics.mean, (mean, j) => ({ mean, std: statistics.std[j]! }));
  return { kind: "values", width: targets.width, min, max, std, ...(targets.width <= mostColumns && { columns }) };
}

/** Target columns that are described one by one. */
const mostColumns = 64;

const isNetwork = (model: TrainingModel): model is NetworkModel => "network" in model;

function describeModel(model: TrainingModel): ModelSummary {
  const parameters = model.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (!isNetwork(model)) {
    const layers = model.parameters.map(({ name, shape }) => {
      return { name, summary: `[${shape.join(", ")}]`, parameters: sizeOf(shape) };
    });
    return { parameters, layers };
  }
  let from = model.network.inputShape.join(" × ");
  const layers = model.network.layers.map((layer) => {
    const to = layer.outputShape.join(" × ");
    const summary = `${from} → ${to}${layer.activation === "linear" ? "" : `, ${layer.activation}`}`;
    from = to;
    return {
      name: layer.name,
      summary,
      parameters: layer.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    };
  });
  return { parameters, layers };
}

/** Rules in the order in which they were first applied. */
function countRewrites(applied: readonly Applied[]): AppliedRewrite[] {
  const byRule = new Map<string, { count: number; sites: Set<string> }>();
  for (const { rule, site } of applied) {
    const entry = byRule.get(rule) ?? { count: 0, sites: new Set<string>() };
    entry.count++;
    if (site) entry.sites.add(formatSite(site));
    byRule.set(rule, entry);
  }
  return [...byRule].map(([id, { count, sites }]) => ({ id, count, sites: [...sites] }));
}

/** Engine settings that change no bits. */
const withoutEffect: ReadonlySet<string> = new Set(["spinning", "tuningSeconds"]);

/** What the bits of a run depend on beside its experiment: the engine and the data. */
export function bitFacts(engine: Pick<Engine, "facts">, dataset: Dataset): Record<string, string | number | boolean> {
  const kept = Object.entries(engine.facts).filter(([name]) => !withoutEffect.has(name));
  return { ...Object.fromEntries(kept), data: dataset.files.map(({ sha256 }) => sha256.slice(0, 16)).join(" ") };
}

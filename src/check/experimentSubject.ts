/** @file The subject of an experiment or a program: a batch of its data, the formulas as written, and its weights. */
import { type CompileRequest, compile } from "../compile.ts";
import { batchesOf } from "../data/batches.ts";
import type { Dataset } from "../data/dataset.ts";
import { exampleCount, featureCount } from "../data/dataset.ts";
import { inputStatistics, targetStatistics } from "../data/statistics.ts";
import { type Box, uniformBox } from "../graph/box.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Range } from "../graph/op.ts";
import { initializers } from "../nn/init/index.ts";
import type { Parameter } from "../nn/layers/_layer.ts";
import { type DataLayout, dataNames, type ResidentData } from "../train/inputs.ts";
import type { TrainingModel } from "../train/model.ts";
import type { NetworkModel } from "../train/networkModel.ts";
import type { Plan } from "../train/plan.ts";
import { traceModel } from "../train/programs.ts";
import { lookUp } from "../util/lookup.ts";
import type { Shape } from "../util/shape.ts";
import { columnsBox, rangeOf } from "./boxes.ts";
import type { Drawn, Subject, SubjectInput } from "./subject.ts";
import { aboutDistribution, aboutValues, weightsStated } from "./weights.ts";

export interface PlannedExperiment {
  readonly name: string;
  readonly plan: Plan;
  readonly dataset: Dataset;
  readonly seed: number;
}

/** Batches are analysed with up to so many rows: sums over the rows of larger ones grow by less than 2⁸. */
const mostRows = 256;

export function experimentSubject({ name, plan, dataset, seed }: PlannedExperiment): Subject {
  const { blueprint, data } = plan;
  const { model, settings, layout } = blueprint;
  const size = batchesOf(data.examples, settings.batchSize).size;
  const rows = Math.min(size, mostRows);
  const batch = shortened(data.train, rows);
  const traced = traceModel(blueprint, batch, rows, size, true);
  const cost = traced.outputs.cost.node;
  const outputs = new Map([["cost", cost]]);
  if (traced.outputs.output) outputs.set("output", traced.outputs.output.node);
  const graph: Graph = { inputs: traced.inputs, outputs };
  const weights = model.parameters.map(({ name: parameter }) => traced.parameters[parameter]!.node);
  return {
    name,
    graph,
    inputs: inputsOf(traced.inputs, {
      dataset,
      layout,
      train: data.train,
      first: firstRanges(model, seed, settings.precision),
    }),
    loss: { name: "cost", node: cost },
    weights,
    imported: null,
    compiled: settings.rewrites === "on" ? compiledFrom({ inputs: traced.inputs, outputs, rewrites: "on" }) : null,
    stated: [
      `data: the range of each column over ${exampleCount(dataset.train)} examples`,
      ...(rows < size ? [`a batch of ${rows} of its ${size} rows`] : []),
      weightsStated,
    ],
  };
}

function compiledFrom(request: CompileRequest): Subject["compiled"] {
  const { stabilized, applied } = compile(request);
  return { graph: stabilized, applied };
}

/** The first rows of the data, as many as a batch has. */
const shortened = (data: ResidentData, rows: number): ResidentData =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const width = value.data.length / (value.shape[0] || 1);
      const filled = value.data.length >= rows * width ? value.data.subarray(0, rows * width) : value.data;
      return [name, { ...value, shape: [rows, ...value.shape.slice(1)], data: filled }];
    }),
  );

interface Known {
  readonly dataset: Dataset;
  readonly layout: DataLayout;
  readonly train: ResidentData;
  readonly first: ReadonlyMap<string, Range>;
}

const inputsOf = (nodes: readonly Node[], known: Known): SubjectInput[] =>
  nodes.map((node) => {
    const { name } = node.attrs as { readonly name: string };
    const drawn = drawnFor(name, known.train);
    return { name, node, box: boxFor(name, node, known), drawn };
  });

function drawnFor(name: string, train: ResidentData): Drawn {
  const value = train[name];
  if (value) return { kind: "rows", data: value.data, width: value.data.length / (value.shape[0] || 1) };
  return { kind: name === dataNames.rows || name.startsWith("mask.") ? "whole" : "any" };
}

function boxFor(name: string, { shape }: Node, { dataset, first }: Known): Box {
  const { inputs, targets } = dataset.train;
  if (name === dataNames.inputs) {
    const { min, max } = inputStatistics(inputs);
    return featureCount(inputs) === shape.at(-1) ? columnsBox(shape, min, max) : between(shape, 0, 0);
  }
  if (name === dataNames.targets) {
    if (targets.kind === "labels") return between(shape, 0, Math.max(0, targets.classes - 1));
    const { min, max } = targetStatistics(targets);
    return columnsBox(shape, min, max);
  }
  if (name === dataNames.rows) return between(shape, 0, Math.max(0, shape[0]! - 1));
  const range = first.get(name);
  return range ? uniformBox(shape, range) : between(shape, 0, 1);
}

const between = (shape: Shape, lo: number, hi: number): Box => uniformBox(shape, { lo, hi, nan: false });

const isNetwork = (model: TrainingModel): model is NetworkModel => "network" in model;

/** Of each parameter: about its initial distribution, or about its first values where a program draws them itself. */
function firstRanges(model: TrainingModel, seed: number, precision: "float32" | "float64"): Map<string, Range> {
  const first = isNetwork(model) ? null : model.initialize(seed, precision);
  if (first) {
    return new Map(
      Object.entries(first).map(([name, value]) => {
        const { lo, hi } = rangeOf(value);
        return [name, aboutValues(lo, hi)];
      }),
    );
  }
  return new Map(
    (model as NetworkModel).network.parameters.map((parameter) => [parameter.name, aboutFirst(parameter)]),
  );
}

function aboutFirst({ init, fan }: Parameter): Range {
  const variance = lookUp("initial distribution", initializers, init.name).variance(fan, init);
  const start = init.name === "constant" ? init.value : 0;
  return aboutDistribution(init, variance, { lo: start, hi: start });
}

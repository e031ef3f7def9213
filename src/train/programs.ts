/** @file The programs of a run: a training step, a step in tiles (accumulate, then update), evaluation. */
import { type Compiled, compile } from "../compile.ts";
import type { Program } from "../engine/engine.ts";
import type { MetricName } from "../experiment/types.ts";
import type { Node } from "../graph/node.ts";
import type { MetricContext } from "../nn/metrics/_metric.ts";
import { metrics as metricRegistry } from "../nn/metrics/index.ts";
import { input } from "../ops/input.ts";
import type { Optimizer } from "../optim/_optimizer.ts";
import { clipGradients, clips } from "../optim/clipping.ts";
import { add, sum } from "../tensor/functions.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lookUp } from "../util/lookup.ts";
import type { Shape } from "../util/shape.ts";
import { type DataLayout, dataBatch, dataNames, type ResidentData } from "./inputs.ts";
import type { ModelContext, ModelOutputs, TrainingModel } from "./model.ts";
import type { TrainSettings } from "./settings.ts";

/** A dropout mask that a program wants each step. */
export interface MaskInput {
  readonly name: string;
  readonly layer: string;
  readonly shape: Shape;
  readonly rate: number;
}

export interface TrainingProgram {
  readonly program: Program;
  readonly masks: readonly MaskInput[];
  readonly compiled: Compiled;
}

/** Everything the programs of one run are built from. */
export interface Blueprint {
  readonly model: TrainingModel;
  readonly settings: TrainSettings;
  readonly optimizer: Optimizer;
  readonly layout: DataLayout;
  readonly metricContext: MetricContext;
}

const slotName = (parameter: string, slot: string): string => `${parameter}:${slot}`;
export const scalarName = (scalar: string): string => `scalar.${scalar}`;
export const updatedName = (name: string): string => `${name} updated`;
const gradientName = (parameter: string): string => `${parameter} gradient`;

/** Output of a program: the metric's sum over the examples of a step. */
export const metricOutput = (metric: MetricName): string => `sum of ${metric}`;

interface Traced {
  readonly inputs: Node[];
  readonly parameters: Readonly<Record<string, Tensor>>;
  readonly masks: MaskInput[];
  readonly outputs: ModelOutputs;
  readonly forward: Map<string, Node>;
}

/** Traces the model on a batch of `rows` examples, `examples` of which make a whole step. */
export function traceModel(
  blueprint: Blueprint,
  data: ResidentData,
  rows: number,
  examples: number,
  training: boolean,
): Traced {
  const { model, settings, layout } = blueprint;
  const { nodes, batch } = dataBatch(layout, data, rows);
  const parameterNodes = model.parameters.map(({ name, shape }) => input(name, settings.precision, shape));
  const parameters = Object.fromEntries(parameterNodes.map((node) => [node.attrs.name, new Tensor(node)]));
  const masks: MaskInput[] = [];
  const maskNodes: Node[] = [];
  const context: ModelContext = {
    training,
    examples,
    dropoutMask: (layer, shape, rate) => {
      const name = `mask.${layer}`;
      const node = input(name, "uint8", shape);
      masks.push({ name, layer, shape, rate });
      maskNodes.push(node);
      return new Tensor(node);
    },
  };
  const outputs = model.apply(parameters, batch, context);
  const forward = new Map<string, Node>([["cost", outputs.cost.node]]);
  for (const [name, total] of metricSums(blueprint, outputs, batch.y)) forward.set(name, total.node);
  return {
    inputs: [nodes.inputs, nodes.targets, nodes.rows, ...parameterNodes, ...maskNodes],
    parameters,
    masks,
    outputs,
    forward,
  };
}

/** The metrics that can be computed from what the model gives, summed over the examples. */
function metricSums(
  { settings, metricContext }: Blueprint,
  { losses, output }: ModelOutputs,
  targets: Tensor,
): [string, Tensor][] {
  const sums: [string, Tensor][] = [];
  if (losses) sums.push([metricOutput("loss"), sum(losses)]);
  for (const name of settings.metrics) {
    if (name === "loss" || !output) continue;
    sums.push([
      metricOutput(name),
      sum(lookUp("metric", metricRegistry, name).perExample(output, targets, metricContext)),
    ]);
  }
  return sums;
}

/** Inputs for the optimizer: its slots and its scalars of the step. */
export function optimizerInputs({ model, settings, optimizer }: Blueprint): {
  slots: Map<string, Record<string, Tensor>>;
  scalars: Record<string, Tensor>;
  /** The scalar that gradients are multiplied by, where the optimizer has one. */
  seed: Tensor | undefined;
  nodes: Node[];
} {
  const nodes: Node[] = [];
  const make = (name: string, shape: Shape): Tensor => {
    const node = input(name, settings.precision, shape);
    nodes.push(node);
    return new Tensor(node);
  };
  const slots = new Map(
    model.parameters.map(({ name, shape }) => [
      name,
      Object.fromEntries(optimizer.slots(settings.optimizer).map((slot) => [slot, make(slotName(name, slot), shape)])),
    ]),
  );
  const names = Object.keys(optimizer.scalars(settings.optimizer, settings.optimizer.learningRate, 0));
  const scalars = Object.fromEntries(names.map((name) => [name, make(scalarName(name), [])]));
  const seed = optimizer.gradientSeed === undefined ? undefined : scalars[optimizer.gradientSeed];
  return { slots, scalars, seed, nodes };
}

type OptimizerInputs = ReturnType<typeof optimizerInputs>;

/** Updated parameters and slots from true gradients, which are clipped and seeded here, or from `seeded` ones as they are. */
export function updates(
  blueprint: Blueprint,
  parameters: Readonly<Record<string, Tensor>>,
  { slots, scalars, seed }: OptimizerInputs,
  given: readonly Tensor[],
  seeded = false,
): Map<string, Node> {
  const { model, optimizer, settings } = blueprint;
  const gradients = seeded ? given : clipGradients(given, settings.optimizer, seed);
  const result = new Map<string, Node>();
  model.parameters.forEach(({ name, decay }, i) => {
    const updated = optimizer.update({
      spec: settings.optimizer,
      parameter: parameters[name]!,
      gradient: gradients[i]!,
      slots: slots.get(name)!,
      scalars,
      decay,
    });
    result.set(updatedName(name), updated.parameter.node);
    for (const [slot, value] of Object.entries(updated.slots))
      result.set(updatedName(slotName(name, slot)), value.node);
  });
  return result;
}

const stateNames = ({ model, optimizer, settings }: Blueprint): string[] => [
  ...model.parameters.map(({ name }) => name),
  ...model.parameters.flatMap(({ name }) => optimizer.slots(settings.optimizer).map((slot) => slotName(name, slot))),
];

/** Names of all state of a run: parameters, then optimizer slots. */
export const runState = (blueprint: Blueprint): { readonly name: string; readonly shape: Shape }[] => {
  const shapes = new Map(blueprint.model.parameters.map(({ name, shape }) => [name, shape]));
  return stateNames(blueprint).map((name) => ({
    name,
    shape: shapes.get(name) ?? shapes.get(name.slice(0, name.lastIndexOf(":")))!,
  }));
};

/** One training step on `rows` examples. Per step: rows, scalars, masks. State: parameters and slots. Reports cost and metric sums. */
export function stepProgram(blueprint: Blueprint, data: ResidentData, rows: number): TrainingProgram {
  const { model, settings } = blueprint;
  const traced = traceModel(blueprint, data, rows, rows, true);
  const extra = optimizerInputs(blueprint);
  const given = settings.gradients === "derived" ? undefined : givenGradients(model, traced.outputs);
  // The seed of differentiation costs nothing, but limits and hand-written gradients are about true gradients.
  const seed = given || clips(settings.optimizer) ? undefined : extra.seed;
  const compiled = compile({
    inputs: [...traced.inputs, ...extra.nodes],
    outputs: traced.forward,
    rewrites: settings.rewrites,
    gradient: {
      of: "cost",
      parameters: model.parameters.map(({ name }) => traced.parameters[name]!.node),
      ...(seed && { seed: seed.node }),
      ...(given && { given }),
      finish: (nodes) => {
        const gradients = nodes.map((node) => new Tensor(node));
        return updates(blueprint, traced.parameters, extra, gradients, seed !== undefined);
      },
    },
  });
  const state = stateNames(blueprint);
  const program: Program = {
    name: `step of ${rows}`,
    graph: compiled.graph,
    state: new Map(state.map((name) => [name, updatedName(name)])),
    perStep: [dataNames.rows, ...traced.masks.map(({ name }) => name), ...Object.keys(extra.scalars).map(scalarName)],
    resident: [dataNames.inputs, dataNames.targets],
  };
  return { program, masks: traced.masks, compiled };
}

function givenGradients(model: TrainingModel, outputs: ModelOutputs): Node[] | undefined {
  const { gradients } = outputs;
  return gradients && model.parameters.map(({ name }) => gradients[name]!.node);
}

/** Adds the gradients of a tile of `rows` examples of a step of `examples`. State: gradient sums. Resident: parameters. */
export function accumulateProgram(
  blueprint: Blueprint,
  data: ResidentData,
  rows: number,
  examples: number,
): TrainingProgram {
  const { model, settings } = blueprint;
  const traced = traceModel(blueprint, data, rows, examples, true);
  const sums = model.parameters.map(({ name, shape }) => input(gradientName(name), settings.precision, shape));
  const compiled = compile({
    inputs: [...traced.inputs, ...sums],
    outputs: traced.forward,
    rewrites: settings.rewrites,
    gradient: {
      of: "cost",
      parameters: model.parameters.map(({ name }) => traced.parameters[name]!.node),
      finish: (gradients) =>
        new Map(
          gradients.map((gradient, i) => [
            updatedName(sums[i]!.attrs.name),
            add(new Tensor(sums[i]!), new Tensor(gradient)).node,
          ]),
        ),
    },
  });
  const program: Program = {
    name: `gradient of ${rows} of ${examples}`,
    graph: compiled.graph,
    state: new Map(sums.map(({ attrs: { name } }) => [name, updatedName(name)])),
    perStep: [dataNames.rows, ...traced.masks.map(({ name }) => name)],
    resident: [dataNames.inputs, dataNames.targets, ...model.parameters.map(({ name }) => name)],
  };
  return { program, masks: traced.masks, compiled };
}

/** Gradient sums to zeros, by name. */
export const gradientSums = ({ model }: Blueprint): { readonly name: string; readonly shape: Shape }[] =>
  model.parameters.map(({ name, shape }) => ({ name: gradientName(name), shape }));

/** The update from accumulated gradients. State: parameters and slots. Resident: gradient sums. */
export function updateProgram(blueprint: Blueprint): Program {
  const { model, settings } = blueprint;
  const parameterNodes = model.parameters.map(({ name, shape }) => input(name, settings.precision, shape));
  const parameters = Object.fromEntries(parameterNodes.map((node) => [node.attrs.name, new Tensor(node)]));
  const sums = gradientSums(blueprint).map(({ name, shape }) => input(name, settings.precision, shape));
  const extra = optimizerInputs(blueprint);
  const gradients = sums.map((node) => new Tensor(node));
  const outputs = updates(blueprint, parameters, extra, gradients);
  const { graph } = compile({
    inputs: [...parameterNodes, ...sums, ...extra.nodes],
    outputs,
    rewrites: settings.rewrites,
  });
  const state = stateNames(blueprint);
  return {
    name: "update",
    graph,
    state: new Map(state.map((name) => [name, updatedName(name)])),
    perStep: Object.keys(extra.scalars).map(scalarName),
    resident: sums.map(({ attrs: { name } }) => name),
  };
}

/** Cost and metric sums of `rows` examples without training. Resident: data and parameters. */
export function evaluateProgram(blueprint: Blueprint, data: ResidentData, rows: number): Program {
  const traced = traceModel(blueprint, data, rows, rows, false);
  const { graph } = compile({ inputs: traced.inputs, outputs: traced.forward, rewrites: blueprint.settings.rewrites });
  return {
    name: `evaluate ${rows}`,
    graph,
    state: new Map(),
    perStep: [dataNames.rows],
    resident: [dataNames.inputs, dataNames.targets, ...blueprint.model.parameters.map(({ name }) => name)],
  };
}

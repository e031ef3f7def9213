/** @file Measures the first batch before any update: cost, outputs, gradient, each against what is expected. */
import { compile } from "../../compile.ts";
import type { Program } from "../../engine/engine.ts";
import type { Node } from "../../graph/node.ts";
import { globalNorm } from "../../optim/clipping.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { classWeights } from "../../train/classWeights.ts";
import { dataNames } from "../../train/inputs.ts";
import { type Blueprint, traceModel } from "../../train/programs.ts";
import { expectedStart } from "./_expected.ts";
import {
  firstBatch,
  isNetwork,
  type Model,
  rowsOf,
  runOnce,
  type Sample,
  sampleOf,
  spreadOfNumbers,
  unknownSpread,
} from "./_model.ts";
import type { StartEvidence } from "./evidence.ts";

/** Of larger batches a part is looked at, and the layers' sums are scaled up. */
const mostRows = 1000;

export async function measureStart(model: Model): Promise<StartEvidence> {
  const { engine, plan, dataset, initial } = model;
  const { size, examples } = firstBatch(model, mostRows);
  const sample = sampleOf(dataset, examples);
  const outputs = await runOnce(
    engine,
    startProgram(plan.blueprint, sample, sample.rows),
    { ...sample.data, ...initial },
    rowsOf(sample),
  );
  const norm = outputs["gradient norm"]!.data[0]!;
  const reductionFactor = await reductionOf(model, sample, norm, size);
  // Of formulas it is not known which of cost and gradient is a sum.
  const isSum = isNetwork(plan.blueprint.model) && reductionFactor !== 1;
  const scale = isSum ? size / sample.rows : 1;
  return {
    cost: (outputs.cost!.data[0]! * scale) / meanWeight(model, examples),
    ...expectedStart(model, size),
    outputs: outputs.output ? spreadOfNumbers(outputs.output.data) : unknownSpread,
    logits: outputs.logits ? spreadOfNumbers(outputs.logits.data) : null,
    gradientNorm: norm * scale,
    reductionFactor,
  };
}

/** What the examples count on average: a batch without a rare class costs less, and one with it more, for no other reason. */
function meanWeight({ plan, experiment, dataset }: Model, examples: Int32Array): number {
  const weights = isNetwork(plan.blueprint.model) ? classWeights(experiment, dataset) : null;
  return weights ? examples.reduce((sum, i) => sum + weights.ofExample(i), 0) / examples.length : 1;
}

/** Without dropout: what is measured is the model, not a mask. Hand-written gradients count as the run uses them. */
function startProgram(blueprint: Blueprint, { data }: Sample, rows: number): Program {
  const { model, settings } = blueprint;
  const traced = traceModel({ ...blueprint, settings: { ...settings, metrics: [] } }, data, rows, rows, false);
  const { cost, output, logits, gradients } = traced.outputs;
  const forward = new Map<string, Node>([["cost", cost.node]]);
  if (output) forward.set("output", output.node);
  if (logits) forward.set("logits", logits.node);
  const given = settings.gradients === "derived" ? undefined : gradients;
  const { graph } = compile({
    inputs: traced.inputs,
    outputs: forward,
    rewrites: settings.rewrites,
    gradient: {
      of: "cost",
      parameters: model.parameters.map(({ name }) => traced.parameters[name]!.node),
      ...(given && { given: model.parameters.map(({ name }) => given[name]!.node) }),
      finish: (nodes) => new Map([["gradient norm", globalNorm(nodes.map((node) => new Tensor(node))).node]]),
    },
  });
  return {
    name: "start",
    graph,
    state: new Map(),
    perStep: [dataNames.rows],
    resident: [dataNames.inputs, dataNames.targets, ...model.parameters.map(({ name }) => name)],
  };
}

/** Powers of the number of examples nearer to a whole one than this are that one: 8 bits of a float32 sum of 1000. */
const exponentTolerance = 0.01;

/**
 * Layers state their reduction. The gradient of formulas is measured again with each example twice: that of a mean
 * stays, that of a sum doubles, that of a power p of the examples grows 2ᵖ times.
 */
async function reductionOf(model: Model, sample: Sample, norm: number, size: number): Promise<number> {
  const { engine, experiment, plan, initial } = model;
  if (isNetwork(plan.blueprint.model)) return experiment.loss.reduction === "sum" ? size : 1;
  const twice = Int32Array.of(...sample.order, ...sample.order);
  const outputs = await runOnce(
    engine,
    startProgram(plan.blueprint, sample, twice.length),
    { ...sample.data, ...initial },
    { [dataNames.rows]: twice },
  );
  const power = Math.log2(outputs["gradient norm"]!.data[0]! / norm);
  if (!Number.isFinite(power) || Math.abs(power) < exponentTolerance) return 1;
  return Math.abs(power - 1) < exponentTolerance ? size : size ** power;
}

/** @file Health: gradient and weight norms, update ÷ weight, activations and logits, measured on a sample of the latest examples. */
import { compile } from "../compile.ts";
import type { Engine, Executable, Program } from "../engine/engine.ts";
import type { TypedArray, Value } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { globalNorm } from "../optim/clipping.ts";
import type { HealthEvent, LayerHealth } from "../record/events.ts";
import { abs, cast, less, max, mean, reshape, slice, sub } from "../tensor/functions.ts";
import { Tensor } from "../tensor/tensor.ts";
import { sizeOf } from "../util/shape.ts";
import { type Call, type Horizon, maskFeeds, scalarFeeds } from "./feeds.ts";
import { dataNames, type ResidentData } from "./inputs.ts";
import type { Tap } from "./model.ts";
import {
  type Blueprint,
  type MaskInput,
  optimizerInputs,
  runState,
  scalarName,
  traceModel,
  updatedName,
  updates,
} from "./programs.ts";

/** Examples that health is measured on: enough for shares of units, a small part of a call of 24,000 examples. */
const sampleRows = 128;
/** Examples whose single activations are looked at for quantiles. */
const quantileRows = 32;
/** Activation functions that are exactly 0 where a unit does not fire, and units of a layer that are told one by one. */
const rectified: ReadonlySet<string> = new Set(["relu"]);
const mostUnits = 1024;

export interface HealthProbe {
  /** Examples that it measures. */
  readonly rows: number;
  /** Measures the parameters that `owner` holds, at step `step`, on the examples `rows`. */
  measure(owner: Executable, step: number, rows: Int32Array): Promise<HealthEvent>;
  /** The same of a given state: parameters and optimizer slots. */
  measureState(state: Readonly<Record<string, Value>>, step: number, rows: Int32Array): Promise<HealthEvent>;
  dispose(): Promise<void>;
}

interface ProbeContext {
  readonly engine: Engine;
  readonly blueprint: Blueprint;
  readonly horizon: Horizon;
  readonly data: ResidentData;
}

export async function healthProbe(context: ProbeContext, batchRows: number): Promise<HealthProbe> {
  const { engine, blueprint, horizon, data } = context;
  const rows = Math.min(batchRows, sampleRows);
  const { program, masks, layers, hasLogits } = healthProgram(blueprint, data, rows);
  const executable = await engine.compile(program);
  await executable.bind(data);
  const names = Object.fromEntries(runState(blueprint).map(({ name }) => [name, name]));
  const run = async (step: number, sample: Int32Array): Promise<HealthEvent> => {
    const call: Call = { firstStep: step, steps: 1, rows, order: sample };
    const outputs = await executable.run(1, {
      [dataNames.rows]: call.order,
      ...scalarFeeds(blueprint, horizon, call),
      ...maskFeeds(masks, blueprint.settings.seed, call),
    });
    return {
      t: "health",
      step,
      layers: layers.map((layer) => layerHealth(layer, outputs)),
      largestLogit: hasLogits ? outputs["largest logit"]!.data[0]! : null,
      largestLogitGap: hasLogits ? outputs["largest logit gap"]!.data[0]! : null,
    };
  };
  return {
    rows,
    measure: async (owner, step, sample) => {
      await executable.link(owner, names);
      return run(step, sample);
    },
    measureState: async (state, step, sample) => {
      await executable.bind(state);
      return run(step, sample);
    },
    dispose: () => executable.dispose(),
  };
}

/** Activation functions whose slope is nearly 0 far from the origin, and the largest slope-bearing magnitude. */
const saturation: Readonly<Record<string, { readonly centre: number; readonly reach: number }>> = {
  tanh: { centre: 0, reach: 0.99 },
  sigmoid: { centre: 0.5, reach: 0.495 },
};

interface HealthProgram {
  readonly program: Program;
  readonly masks: readonly MaskInput[];
  readonly layers: readonly Tap[];
  readonly hasLogits: boolean;
}

function healthProgram(blueprint: Blueprint, data: ResidentData, rows: number): HealthProgram {
  const { model, settings } = blueprint;
  const traced = traceModel(blueprint, data, rows, rows, true);
  const extra = optimizerInputs(blueprint);
  const layers = traced.outputs.taps.filter(({ parameters }) => parameters.length > 0);
  const forward = new Map<string, Node>([["cost", traced.outputs.cost.node]]);
  const put = (name: string, value: Tensor): void => void forward.set(name, cast(value, "float32").node);
  for (const tap of layers) measureActivation(tap, put);
  const { logits } = traced.outputs;
  if (logits) {
    put("largest logit", max(abs(logits)));
    put("largest logit gap", max(sub(max(logits, { axis: -1 }), logits.min({ axis: -1 }))));
  }
  const compiled = compile({
    inputs: [...traced.inputs, ...extra.nodes],
    outputs: forward,
    rewrites: settings.rewrites,
    gradient: {
      of: "cost",
      parameters: model.parameters.map(({ name }) => traced.parameters[name]!.node),
      finish: (nodes) => {
        const list = nodes.map((node) => new Tensor(node));
        const gradients = Object.fromEntries(model.parameters.map(({ name }, i) => [name, list[i]!]));
        const updated = updates(blueprint, traced.parameters, extra, list);
        const result = new Map<string, Node>();
        for (const { layer, parameters } of layers) {
          const norm = (of: (name: string) => Tensor): Node => cast(globalNorm(parameters.map(of)), "float32").node;
          result.set(
            `${layer} gradient norm`,
            norm((name) => gradients[name]!),
          );
          result.set(
            `${layer} weight norm`,
            norm((name) => traced.parameters[name]!),
          );
          result.set(
            `${layer} update norm`,
            norm((name) => sub(new Tensor(updated.get(updatedName(name))!), traced.parameters[name]!)),
          );
        }
        return result;
      },
    },
  });
  const program: Program = {
    name: "health",
    graph: compiled.graph,
    state: new Map(),
    perStep: [dataNames.rows, ...traced.masks.map(({ name }) => name), ...Object.keys(extra.scalars).map(scalarName)],
    resident: [dataNames.inputs, dataNames.targets, ...runState(blueprint).map(({ name }) => name)],
  };
  return { program, masks: traced.masks, layers, hasLogits: logits !== undefined };
}

function measureActivation(
  { layer, activation, activationName }: Tap,
  put: (name: string, value: Tensor) => void,
): void {
  const [rows, ...features] = activation.shape;
  const units = sizeOf(features);
  const flat = reshape(activation, [rows!, units]);
  put(`${layer} dead`, mean(cast(less(max(abs(flat), { axis: 0 }), 1e-30), activation.dtype)));
  const limits = saturation[activationName];
  if (limits)
    put(`${layer} saturated`, mean(cast(less(limits.reach, abs(sub(flat, limits.centre))), activation.dtype)));
  if (rectified.has(activationName) && units <= mostUnits) {
    put(`${layer} firing`, mean(cast(less(0, flat), activation.dtype), { axis: 0 }));
  }
  put(`${layer} sample`, slice(flat, [0, 0], [Math.min(rows!, quantileRows), units]));
}

function layerHealth({ layer }: Tap, outputs: Readonly<Record<string, Value>>): LayerHealth {
  const at = (what: string): number => outputs[`${layer} ${what}`]?.data[0] ?? 0;
  return {
    name: layer,
    gradientNorm: at("gradient norm"),
    weightNorm: at("weight norm"),
    updateRatio: at("weight norm") === 0 ? 0 : at("update norm") / at("weight norm"),
    activationQuantiles: quantiles(outputs[`${layer} sample`]!.data),
    deadShare: at("dead"),
    saturatedShare: at("saturated"),
    ...(`${layer} firing` in outputs && { firing: firingText(outputs[`${layer} firing`]!.data) }),
  };
}

/** A unit that fires at all is told from one that never does. */
const firingText = (shares: TypedArray): string =>
  Array.from(shares, (share) => (share > 0 ? Math.max(1, Math.round(255 * share)) : 0))
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

function quantiles(values: TypedArray): LayerHealth["activationQuantiles"] {
  const sorted = Float32Array.from(values).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** @file Schema of layers, activations and initial weights. */
import { z } from "zod";
import { below1, choice, count, filled, finite, flag, list, positive, record, variant } from "./fields.ts";
import type { ActivationName, DenseSpec, InitSpec, LayerSpec, VarianceInit } from "./types.ts";

export const activationNames: readonly ActivationName[] = [
  "linear",
  "relu",
  "leaky-relu",
  "elu",
  "selu",
  "gelu",
  "silu",
  "tanh",
  "sigmoid",
  "softplus",
  "softmax",
];

const varianceInits: readonly VarianceInit[] = [
  "he-normal",
  "he-uniform",
  "glorot-normal",
  "glorot-uniform",
  "lecun-normal",
  "lecun-uniform",
];
export const initNames: readonly InitSpec["name"][] = [
  ...varianceInits,
  "normal",
  "uniform",
  "zeros",
  "constant",
  "orthogonal",
];

const activation = choice("an activation", activationNames);

/** Keras's RandomNormal and RandomUniform default to 0.05. */
const init: z.ZodType<InitSpec> = variant("an initial distribution", "name", initNames, [
  record({ name: z.enum([...varianceInits, "zeros"]) }),
  record({ name: z.literal("normal"), std: filled(positive, 0.05), mean: filled(finite, 0) }),
  record({ name: z.literal("uniform"), limit: filled(positive, 0.05) }),
  record({ name: z.literal("constant"), value: finite }),
  record({ name: z.literal("orthogonal"), gain: filled(positive, 1) }),
]) as z.ZodType<InitSpec>;

/** The variance that keeps a signal's size through the activation: 2/n where half of it is cut off. */
function defaultInit(name: ActivationName): InitSpec {
  if (name === "selu") return { name: "lecun-normal" };
  const cutsOff = ["relu", "leaky-relu", "elu", "gelu", "silu", "softplus"].includes(name);
  return { name: cutsOff ? "he-normal" : "glorot-uniform" };
}

const dense = record({
  type: z.literal("dense"),
  units: count,
  activation: filled(activation, "linear"),
  init: init.optional(),
  bias: filled(flag, true),
  biasInit: filled(init, { name: "zeros" }),
});

const layer = variant(
  "a layer",
  "type",
  ["dense", "activation", "dropout"],
  [dense, record({ type: z.literal("activation"), activation }), record({ type: z.literal("dropout"), rate: below1 })],
);

export const model: z.ZodType<LayerSpec[]> = list("a list of layers", layer).transform((layers) =>
  layers.map((spec): LayerSpec => {
    const found = spec as Exclude<LayerSpec, DenseSpec> | (Omit<DenseSpec, "init"> & { init?: InitSpec });
    return found.type === "dense" ? { ...found, init: found.init ?? defaultInit(found.activation) } : found;
  }),
);

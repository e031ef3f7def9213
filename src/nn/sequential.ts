/** @file The words in which programs write models: they give the same plain data as an experiment's JSON. */
import type { ActivationName, InitSpec } from "../experiment/types.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { UsageError } from "../util/errors.ts";
import { activationNameOf, activations } from "./activations.ts";

/** An activation by name, or one of this library's functions: `relu` is "relu". */
export type ActivationLike = ActivationName | ((x: Tensor) => Tensor);
type InitLike = InitSpec["name"] | InitSpec;

export interface DenseOptions {
  readonly init?: InitLike;
  readonly bias?: boolean;
  readonly biasInit?: InitLike;
}

/** A layer as an experiment's JSON has it; what is left out is filled in when the experiment is read. */
export type LayerJson =
  | ({ readonly type: "dense"; readonly units: number; readonly activation: ActivationName } & DenseOptions)
  | { readonly type: "activation"; readonly activation: ActivationName }
  | { readonly type: "dropout"; readonly rate: number };

/** A model: its layers in order. */
export const sequential = (...layers: readonly LayerJson[]): LayerJson[] => [...layers];

/** A fully connected layer: `dense(512, relu)`, `dense(10, "softmax", { init: "glorot-uniform" })`. */
export const dense = (units: number, activation: ActivationLike = "linear", options: DenseOptions = {}): LayerJson => ({
  type: "dense",
  units,
  activation: nameOf(activation),
  ...options,
});

/** An activation function as a layer of its own. */
export const activation = (function_: ActivationLike): LayerJson => ({
  type: "activation",
  activation: nameOf(function_),
});

/** Drops values with probability `rate` while training. */
export const dropout = (rate: number): LayerJson => ({ type: "dropout", rate });

function nameOf(given: ActivationLike): ActivationName {
  if (typeof given === "string") return given;
  const name = activationNameOf(given);
  if (name) return name;
  throw new UsageError(`the function ${given.name || "given"} is no activation that a model can name`, {
    help: `use one of ${Object.keys(activations).join(", ")}, or write the forward pass yourself`,
  });
}

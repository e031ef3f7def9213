/** @file The activation functions that a model can name: what each computes and which values it can give. */
import type { ActivationName } from "../experiment/types.ts";
import { elu, gelu, leakyRelu, relu, selu, sigmoid, silu, softmax, softplus, tanh } from "../tensor/functions.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface Activation {
  readonly formula: string;
  /** Bounds of its values; open where they are not reached. */
  readonly outputs: readonly [number, number];
  apply(x: Tensor): Tensor;
}

/** Smallest values of the functions that have a floor (−λα) or a minimum below 0, rounded down. */
const seluFloor = -1.7580993409;
const geluMinimum = -0.1699712075;
const siluMinimum = -0.2784645428;
const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

export const activations: Readonly<Record<ActivationName, Activation>> = {
  linear: { formula: "x", outputs: [NEGATIVE_INFINITY, POSITIVE_INFINITY], apply: (x) => x },
  relu: { formula: "max(x, 0)", outputs: [0, POSITIVE_INFINITY], apply: (x) => relu(x) },
  "leaky-relu": {
    formula: "x > 0 ? x : 0.01 x",
    outputs: [NEGATIVE_INFINITY, POSITIVE_INFINITY],
    apply: (x) => leakyRelu(x, 0.01),
  },
  elu: { formula: "x > 0 ? x : eˣ − 1", outputs: [-1, POSITIVE_INFINITY], apply: (x) => elu(x) },
  selu: {
    formula: "λ (x > 0 ? x : α (eˣ − 1)), λ = 1.0507…, α = 1.6732…",
    outputs: [seluFloor, POSITIVE_INFINITY],
    apply: (x) => selu(x),
  },
  gelu: { formula: "½ x (1 + erf(x / √2))", outputs: [geluMinimum, POSITIVE_INFINITY], apply: (x) => gelu(x) },
  silu: { formula: "x / (1 + e⁻ˣ)", outputs: [siluMinimum, POSITIVE_INFINITY], apply: (x) => silu(x) },
  tanh: { formula: "tanh x", outputs: [-1, 1], apply: (x) => tanh(x) },
  sigmoid: { formula: "1 / (1 + e⁻ˣ)", outputs: [0, 1], apply: (x) => sigmoid(x) },
  softplus: { formula: "log(1 + eˣ)", outputs: [0, POSITIVE_INFINITY], apply: (x) => softplus(x) },
  softmax: { formula: "eˣ / Σ eˣ over the last axis", outputs: [0, 1], apply: (x) => softmax(x) },
};

const names: ReadonlyMap<unknown, ActivationName> = new Map<unknown, ActivationName>([
  [relu, "relu"],
  [leakyRelu, "leaky-relu"],
  [elu, "elu"],
  [selu, "selu"],
  [gelu, "gelu"],
  [silu, "silu"],
  [tanh, "tanh"],
  [sigmoid, "sigmoid"],
  [softplus, "softplus"],
  [softmax, "softmax"],
]);

/** The name of an activation given as this library's function, or null. */
export const activationNameOf = (function_: unknown): ActivationName | null => names.get(function_) ?? null;

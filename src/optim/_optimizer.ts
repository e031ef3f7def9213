/** @file What an optimizer is: state per parameter, scalars per step, and the update as a graph. */
import type { OptimizerSpec } from "../experiment/types.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface UpdateArguments<S extends OptimizerSpec = OptimizerSpec> {
  readonly spec: S;
  readonly parameter: Tensor;
  /** The gradient, times the scalar named by `gradientSeed` where the optimizer has one. */
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
  /** The step's scalars by the names that `scalars` gives, of the parameter's dtype. */
  readonly scalars: Readonly<Record<string, Tensor>>;
  /** Whether weight decay acts on this parameter: on weights, not on biases. */
  readonly decay: boolean;
  /**
   * Keeps means of squares above 1e-30, for engines that do not flush subnormal numbers to zero and then run many
   * times slower on them. Their root stays below 1e-15, which no epsilon notices.
   */
  readonly avoidSubnormals?: boolean;
}

/** The least mean of squares under `avoidSubnormals`. */
export const leastSquare = 1e-30;

export interface Updated {
  readonly parameter: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

export interface Optimizer<S extends OptimizerSpec = OptimizerSpec> {
  readonly name: S["name"];
  /** The textbook update; states may be kept scaled, which changes no update. */
  readonly formula: string;
  readonly source: string;
  /**
   * The scalar with which to seed differentiation in the place of 1, so that gradients arrive multiplied by it and the
   * update needs no product of its own. Under clipping the gradients are true ones, and clipping multiplies by it.
   */
  readonly gradientSeed?: string;
  /** Names of the state kept for each parameter, zero at the start. */
  slots(spec: S): readonly string[];
  /** The scalars of a step, in float64. `step` is 0 for the first. The names are the same in every step. */
  scalars(spec: S, learningRate: number, step: number): Readonly<Record<string, number>>;
  update(given: UpdateArguments<S>): Updated;
}

/** @file What a layer is: its parameters, the shape it gives and how it is applied. */
import type { ActivationName, InitSpec, LayerSpec } from "../../experiment/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Shape } from "../../util/shape.ts";
import type { Fan } from "../init/_initializer.ts";

export interface Parameter {
  /** For example "dense0.weight". */
  readonly name: string;
  readonly shape: Shape;
  readonly init: InitSpec;
  readonly fan: Fan;
  /** Whether weight decay acts on it. */
  readonly decay: boolean;
}

export interface ApplyContext {
  readonly training: boolean;
  /** The layer's mask of this step: uint8, 1 where a value is kept. */
  dropoutMask(layer: string, shape: Shape, rate: number): Tensor;
}

interface Applied {
  /** The value before the activation function, where the layer has one. */
  readonly preActivation?: Tensor;
  readonly activation: Tensor;
}

/** A layer of a given model: the spec put in its place. */
export interface BuiltLayer {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Without the batch. */
  readonly outputShape: Shape;
  /** The activation function at its end; "linear" where it has none. */
  readonly activation: ActivationName;
  apply(x: Tensor, parameters: Readonly<Record<string, Tensor>>, context: ApplyContext): Applied;
}

export interface Layer<S extends LayerSpec = LayerSpec> {
  readonly name: S["type"];
  readonly formula: string;
  /**
   * @param inputShape without the batch
   * @param ordinal how many layers of this type come before
   * @param where the layer's place, for errors: "model[2]"
   */
  build(spec: S, inputShape: Shape, ordinal: number, where: string): BuiltLayer;
}

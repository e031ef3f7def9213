/** @file What the training loop trains: parameters with their initial values, and a cost on traced tensors. */
import type { Value } from "../graph/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Shape } from "../util/shape.ts";

interface TrainableParameter {
  /** For example "dense0.weight". */
  readonly name: string;
  readonly shape: Shape;
  /** Whether weight decay acts on it. */
  readonly decay: boolean;
}

/** One batch as the model sees it. */
export interface Batch {
  /** Inputs, scaled: [m, …features]. */
  readonly x: Tensor;
  /** Targets as the experiment encodes them: one-hot [m, classes], label numbers int32 [m], or values [m, width]. */
  readonly y: Tensor;
}

export interface ModelContext {
  readonly training: boolean;
  /** Examples of the whole step: what a mean cost divides by, also where a step is computed in tiles. */
  readonly examples: number;
  /** A mask of this step: uint8, 1 where a value is kept with probability 1 − rate. */
  dropoutMask(layer: string, shape: Shape, rate: number): Tensor;
}

/** A layer's values, to measure its health. */
export interface Tap {
  readonly layer: string;
  readonly activation: Tensor;
  /** Name of the activation function: what counts as dead or saturated depends on it. */
  readonly activationName: string;
  /** The layer's parameters. */
  readonly parameters: readonly string[];
}

export interface ModelOutputs {
  /** Scalar: what is minimised. */
  readonly cost: Tensor;
  /** The loss of each example, [m], where the cost is made of them. */
  readonly losses?: Tensor;
  /** The prediction, [m, …]; absent where the program gives none. */
  readonly output?: Tensor;
  /** Scores before a softmax or sigmoid, where the network has them. */
  readonly logits?: Tensor;
  readonly taps: readonly Tap[];
  /** Hand-written gradients by parameter name, used in the place of the derived ones. */
  readonly gradients?: Readonly<Record<string, Tensor>>;
}

export interface TrainingModel {
  readonly parameters: readonly TrainableParameter[];
  /** Whether a batch's cost is a sum over its examples, so that tiles of a batch can be accumulated. */
  readonly additive: boolean;
  /** First values of all parameters; a pure function of the seed. */
  initialize(seed: number, dtype: "float32" | "float64"): Readonly<Record<string, Value>>;
  apply(parameters: Readonly<Record<string, Tensor>>, batch: Batch, context: ModelContext): ModelOutputs;
}

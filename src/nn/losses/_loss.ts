/** @file What a loss is: a number for each example of a batch. */
import type { LossName } from "../../experiment/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export interface Loss {
  readonly name: LossName;
  readonly formula: string;
  readonly source: string;
  /** What the network's outputs have to be for the loss to mean what its name says. */
  readonly outputs: "values" | "probabilities" | "logits" | "rates";
  /** `values`: rows like the outputs; `labels`: class numbers; `either`: labels or one-hot rows. */
  readonly targets: "values" | "labels" | "either";
  /** Outputs [m, n] and targets to losses [m], written as the formula reads; rewrites make it stable. */
  perExample(outputs: Tensor, targets: Tensor): Tensor;
}

/** Keras's epsilon: probabilities are kept this far from 0 and 1. */
export const probabilityMargin = 1e-7;

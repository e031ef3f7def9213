/** @file What cross-entropies on probabilities share: Keras's normalisation and clipping. */
import { clip, div, log, mul, neg, sum } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { probabilityMargin } from "./_loss.ts";

export const clipped = (p: Tensor): Tensor => clip(p, probabilityMargin, 1 - probabilityMargin);

/** −Σ t log clip(p / Σ p) over the classes. */
export const crossEntropyOfRows = (p: Tensor, targets: Tensor): Tensor =>
  neg(sum(mul(targets, log(clipped(div(p, sum(p, { axis: -1, keepdims: true }))))), { axis: -1 }));

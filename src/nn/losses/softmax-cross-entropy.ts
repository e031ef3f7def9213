/** @file softmax-cross-entropy: of logits, with the softmax as part of the loss. */
import { div, exp, log, mul, neg, sum } from "../../tensor/functions.ts";
import { rowsOf } from "../_targets.ts";
import type { Loss } from "./_loss.ts";

/** As textbooks write it: with rewrites it becomes logSoftmax, without them it overflows where theirs does. */
export const softmaxCrossEntropyLoss: Loss = {
  name: "softmax-cross-entropy",
  formula: "−Σ t log(e^z / Σ e^z) over the last axis",
  source: "Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs, 1990",
  outputs: "logits",
  targets: "either",
  perExample: (logits, targets) => {
    const powers = exp(logits);
    const probabilities = div(powers, sum(powers, { axis: -1, keepdims: true }));
    return neg(sum(mul(rowsOf("softmax-cross-entropy", logits, targets), log(probabilities)), { axis: -1 }));
  },
};

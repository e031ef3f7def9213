/** @file softmax-cross-entropy: of logits, with the softmax as part of the loss. */
import { log, mul, neg, softmax, sum } from "../../tensor/functions.ts";
import { rowsOf } from "../_targets.ts";
import type { Loss } from "./_loss.ts";

export const softmaxCrossEntropyLoss: Loss = {
  name: "softmax-cross-entropy",
  formula: "−Σ t log softmax(z) over the last axis",
  source: "Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs, 1990",
  outputs: "logits",
  targets: "either",
  perExample: (logits, targets) =>
    neg(sum(mul(rowsOf("softmax-cross-entropy", logits, targets), log(softmax(logits))), { axis: -1 })),
};

/** @file binary-cross-entropy: of independent yes-or-no probabilities, averaged over the outputs of an example. */
import { add, log, mean, mul, neg, sub } from "../../tensor/functions.ts";
import { alignedTargets } from "../_targets.ts";
import type { Loss } from "./_loss.ts";
import { clipped } from "./_probabilities.ts";

export const binaryCrossEntropyLoss: Loss = {
  name: "binary-cross-entropy",
  formula: "−mean (t log p + (1 − t) log(1 − p)) over the last axis, p clipped to [1e-7, 1 − 1e-7]",
  source: "Keras BinaryCrossentropy with from_logits=False",
  outputs: "probabilities",
  targets: "values",
  perExample: (outputs, targets) => {
    const t = alignedTargets("binary-cross-entropy", outputs, targets);
    const p = clipped(outputs);
    return neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p)))), { axis: -1 }));
  },
};

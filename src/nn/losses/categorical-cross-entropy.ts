/** @file categorical-cross-entropy: of class probabilities against one-hot rows. */
import { alignedTargets } from "../_targets.ts";
import type { Loss } from "./_loss.ts";
import { crossEntropyOfRows } from "./_probabilities.ts";

export const categoricalCrossEntropyLoss: Loss = {
  name: "categorical-cross-entropy",
  formula: "−Σ t log p over the last axis, p divided by its sum, then clipped to [1e-7, 1 − 1e-7]",
  source: "Keras CategoricalCrossentropy with from_logits=False",
  outputs: "probabilities",
  targets: "values",
  perExample: (outputs, targets) =>
    crossEntropyOfRows(outputs, alignedTargets("categorical-cross-entropy", outputs, targets)),
};

/** @file mean-squared-error: the mean of squared differences over the outputs of an example. */
import { mean, square, sub } from "../../tensor/functions.ts";
import { alignedTargets } from "../_targets.ts";
import type { Loss } from "./_loss.ts";

export const meanSquaredErrorLoss: Loss = {
  name: "mean-squared-error",
  formula: "mean (y − t)² over the last axis",
  source: "Keras MeanSquaredError",
  outputs: "values",
  targets: "values",
  perExample: (y, targets) => mean(square(sub(y, alignedTargets("mean-squared-error", y, targets))), { axis: -1 }),
};

/** @file mean-absolute-error: the mean of absolute differences over the outputs of an example. */
import { abs, mean, sub } from "../../tensor/functions.ts";
import { alignedTargets } from "../_targets.ts";
import type { Loss } from "./_loss.ts";

export const meanAbsoluteErrorLoss: Loss = {
  name: "mean-absolute-error",
  formula: "mean |y − t| over the last axis",
  source: "Keras MeanAbsoluteError",
  outputs: "values",
  targets: "values",
  perExample: (y, targets) => mean(abs(sub(y, alignedTargets("mean-absolute-error", y, targets))), { axis: -1 }),
};

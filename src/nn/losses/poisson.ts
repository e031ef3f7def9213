/** @file poisson: negative log-likelihood of counts, but for a constant, averaged over the outputs of an example. */
import { add, log, mean, mul, sub } from "../../tensor/functions.ts";
import { alignedTargets } from "../_targets.ts";
import { type Loss, probabilityMargin } from "./_loss.ts";

export const poissonLoss: Loss = {
  name: "poisson",
  formula: "mean (y − t log(y + 1e-7)) over the last axis",
  source: "Keras Poisson",
  outputs: "rates",
  targets: "values",
  perExample: (y, targets) => {
    const t = alignedTargets("poisson", y, targets);
    return mean(sub(y, mul(t, log(add(y, probabilityMargin)))), { axis: -1 });
  },
};

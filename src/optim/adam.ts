/** @file adam: steps scaled by running means of the gradient and of its square. */
import type { AdamSpec } from "../experiment/types.ts";
import { add, mul, sub } from "../tensor/functions.ts";
import { adamScalars, adamSlots, adamStep } from "./_adam.ts";
import type { Optimizer } from "./_optimizer.ts";

export const adamOptimizer: Optimizer<AdamSpec> = {
  name: "adam",
  formula:
    "g ← g + weightDecay · W;  m ← β1 m + (1 − β1) g;  v ← β2 v + (1 − β2) g²;  W ← W − rate · m̂ / (√v̂ + ε), m̂ = m / (1 − β1ᵗ), v̂ = v / (1 − β2ᵗ)",
  source: "Kingma and Ba, Adam, 2015, algorithm 1 (arXiv 1412.6980); weight decay in the gradient as PyTorch's Adam",
  slots: adamSlots,
  scalars: adamScalars,
  update: (given) => {
    const { spec, parameter, decay } = given;
    const gradient =
      decay && spec.weightDecay !== 0 ? add(mul(parameter, spec.weightDecay), given.gradient) : given.gradient;
    const { step, slots } = adamStep({ ...given, gradient });
    return { parameter: sub(parameter, step), slots };
  },
};

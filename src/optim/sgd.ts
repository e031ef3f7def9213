/** @file sgd: gradient descent, with momentum and Nesterov's look-ahead. */
import type { SgdSpec } from "../experiment/types.ts";
import { add, mul } from "../tensor/functions.ts";
import type { Optimizer, UpdateArguments, Updated } from "./_optimizer.ts";

export const sgdOptimizer: Optimizer<SgdSpec> = {
  name: "sgd",
  formula: "g ← g + weightDecay · W;  v ← μ v − rate · g;  W ← W + v, with nesterov W ← W + μ v − rate · g",
  source:
    "Sutskever et al., On the importance of initialization and momentum, 2013, eq. 1 to 4; the rate inside the velocity as in Keras",
  gradientSeed: "minusRate",
  slots: ({ momentum }) => (momentum === 0 ? [] : ["velocity"]),
  scalars: ({ weightDecay, momentum }, learningRate) => {
    const shrink = -learningRate * weightDecay;
    if (weightDecay === 0) return { minusRate: -learningRate };
    return momentum === 0 ? { minusRate: -learningRate, keep: 1 + shrink } : { minusRate: -learningRate, shrink };
  },
  update: (given) => (given.spec.momentum === 0 ? plain(given) : withMomentum(given)),
};

/** W ← (1 − rate · weightDecay) W − rate · g */
function plain({ parameter, gradient, scalars: { keep }, decay }: UpdateArguments<SgdSpec>): Updated {
  return { parameter: add(decay && keep ? mul(parameter, keep) : parameter, gradient), slots: {} };
}

function withMomentum({
  spec,
  parameter,
  gradient,
  slots,
  scalars: { shrink },
  decay,
}: UpdateArguments<SgdSpec>): Updated {
  const descent = decay && shrink ? add(mul(parameter, shrink), gradient) : gradient;
  const velocity = add(mul(slots.velocity!, spec.momentum), descent);
  const step = spec.nesterov ? add(mul(velocity, spec.momentum), descent) : velocity;
  return { parameter: add(parameter, step), slots: { velocity } };
}

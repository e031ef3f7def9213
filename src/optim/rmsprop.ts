/** @file rmsprop: steps scaled by a running mean of the gradient's square. */
import type { RmspropSpec } from "../experiment/types.ts";
import { add, div, maximum, mul, sqrt, sub } from "../tensor/functions.ts";
import { leastSquare, type Optimizer } from "./_optimizer.ts";

/** V = v / (1 − ρ) is kept: rate · g / (√v + ε) = a g / (√V + e) with a = rate / √(1 − ρ), e = ε / √(1 − ρ). */
export const rmspropOptimizer: Optimizer<RmspropSpec> = {
  name: "rmsprop",
  formula: "v ← ρ v + (1 − ρ) g²;  s ← μ s + rate · g / (√v + ε);  W ← W − s",
  source:
    "Hinton, Neural Networks for Machine Learning, lecture 6e, 2012; ε outside the root as in PyTorch and Keras 2",
  slots: ({ momentum }) => (momentum === 0 ? ["v"] : ["v", "velocity"]),
  scalars: ({ rho, epsilon }, learningRate) => {
    const c = Math.sqrt(1 - rho);
    return { stepSize: learningRate / c, epsilon: epsilon / c };
  },
  update: ({ spec, parameter, gradient, slots, scalars, avoidSubnormals }) => {
    const squares = add(mul(slots.v!, spec.rho), mul(gradient, gradient));
    const v = avoidSubnormals ? maximum(squares, leastSquare) : squares;
    const step = mul(div(gradient, add(sqrt(v), scalars.epsilon!)), scalars.stepSize!);
    if (spec.momentum === 0) return { parameter: sub(parameter, step), slots: { v } };
    const velocity = add(mul(slots.velocity!, spec.momentum), step);
    return { parameter: sub(parameter, velocity), slots: { v, velocity } };
  },
};

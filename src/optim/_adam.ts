/** @file The step that adam and adamw share. */
import type { AdamSpec } from "../experiment/types.ts";
import { add, div, maximum, mul, sqrt } from "../tensor/functions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { leastSquare, type UpdateArguments } from "./_optimizer.ts";

export const adamSlots = (): readonly string[] => ["m", "v"];

/**
 * With M = m / (1 − β1) and V = v / (1 − β2) the factors 1 − β drop out of the elementwise work:
 * rate · m̂ / (√v̂ + ε) = a M / (√V + e), c = √((1 − β2) / (1 − β2ᵗ)), a = rate (1 − β1) / ((1 − β1ᵗ) c), e = ε / c.
 */
export function adamScalars(
  { beta1, beta2, epsilon }: AdamSpec,
  learningRate: number,
  step: number,
): Record<string, number> {
  const t = step + 1;
  const c = Math.sqrt((1 - beta2) / (1 - beta2 ** t));
  return { stepSize: (learningRate * (1 - beta1)) / ((1 - beta1 ** t) * c), epsilon: epsilon / c };
}

/** What is taken from the parameter, and the new states. */
export function adamStep({ spec, gradient, slots, scalars, avoidSubnormals }: UpdateArguments<AdamSpec>): {
  readonly step: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
} {
  const m = add(mul(slots.m!, spec.beta1), gradient);
  const squares = add(mul(slots.v!, spec.beta2), mul(gradient, gradient));
  const v = avoidSubnormals ? maximum(squares, leastSquare) : squares;
  return { step: mul(div(m, add(sqrt(v), scalars.epsilon!)), scalars.stepSize!), slots: { m, v } };
}

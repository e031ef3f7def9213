/** @file Gradient clipping, by value and by the norm over all parameters. */
import { abs, add, clip, div, max, maximum, mul, sqrt, square, sum } from "../tensor/functions.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface ClippingSettings {
  readonly clipNorm?: number | null | undefined;
  readonly clipValue?: number | null | undefined;
}

export const clips = ({ clipNorm, clipValue }: ClippingSettings): boolean =>
  typeof clipNorm === "number" || typeof clipValue === "number";

/**
 * Clips true gradients, first each element to ±clipValue, then all together to a Euclidean norm of clipNorm, and
 * multiplies them by `seed`. So where there is clipping, differentiate with a seed of 1 and give the optimizer's
 * `gradientSeed` scalar here: limits then hold for true gradients, whatever the learning rate.
 */
export function clipGradients(gradients: readonly Tensor[], settings: ClippingSettings, seed?: Tensor): Tensor[] {
  const { clipNorm, clipValue } = settings;
  const clipped = typeof clipValue === "number" ? gradients.map((g) => clip(g, -clipValue, clipValue)) : gradients;
  const factor = typeof clipNorm === "number" ? normFactor(clipped, clipNorm, seed) : seed;
  return factor ? clipped.map((g) => mul(g, factor)) : [...clipped];
}

/**
 * seed · min(1, clipNorm / ‖g‖) with ‖g‖ = m √Σ(g/m)², m = max |g|: squaring g itself overflows float32 above 1.8e19
 * and would turn the largest gradients into steps of zero.
 */
function normFactor(gradients: readonly Tensor[], clipNorm: number, seed?: Tensor): Tensor {
  const largest = maximum(largestOf(gradients), 1e-20);
  const limit = div(clipNorm, largest);
  const factor = div(limit, maximum(normIn(largest, gradients), limit));
  return seed ? mul(factor, seed) : factor;
}

/** The Euclidean norm of several tensors together: m √Σ(x/m)², m = max |x|, which does not overflow in between. */
export function globalNorm(values: readonly Tensor[]): Tensor {
  const unit = maximum(largestOf(values), 1e-30);
  return mul(unit, normIn(unit, values));
}

/** √Σ(x/unit)². */
const normIn = (unit: Tensor, values: readonly Tensor[]): Tensor =>
  sqrt(values.map((value) => sum(square(div(value, unit)))).reduce((a, b) => add(a, b)));

const largestOf = (values: readonly Tensor[]): Tensor =>
  values.map((value) => max(abs(value))).reduce((a, b) => maximum(a, b));

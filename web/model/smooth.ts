/** @file A series without its noise: smoothed for a curve, or one value for a sentence. */

/**
 * smoothed[i] = Σ wᵏ · x[i − k] / Σ wᵏ over the finite values so far, of logarithms where the axis is logarithmic: else one
 * huge value would hide a hundred after it. Not finite where the value is not: what broke is never hidden.
 */
export function smooth(values: ArrayLike<number>, weight: number, logarithmic: boolean): Float64Array {
  const forward = logarithmic ? Math.log : identity;
  const back = logarithmic ? Math.exp : identity;
  const result = new Float64Array(values.length);
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = forward(values[i]!);
    if (Number.isFinite(value)) {
      sum = weight * sum + value;
      total = weight * total + 1;
      result[i] = back(sum / total);
    } else result[i] = values[i]!;
  }
  return result;
}

const identity = (value: number): number => value;

/** Values at the end that a sentence speaks of. */
const recent = 21;

/** The middle one of the last finite values; NaN where there are none. */
export function latest(values: Float64Array): number {
  const last = values.subarray(-recent).filter(Number.isFinite).sort();
  return last[last.length >> 1] ?? Number.NaN;
}

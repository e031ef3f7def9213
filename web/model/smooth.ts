/** @file Exponential smoothing of a series, without the pull towards the first value. */

/**
 * smoothed[i] = Σ wᵏ · x[i − k] / Σ wᵏ over the finite values so far. Not finite where the value is not: what broke is
 * never hidden.
 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const result = new Float64Array(values.length);
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      sum = weight * sum + value;
      total = weight * total + 1;
      result[i] = sum / total;
    } else result[i] = value;
  }
  return result;
}

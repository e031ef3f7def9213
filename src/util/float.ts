/** @file Exact float limits by dtype, and ulp arithmetic. */

export type FloatType = "float64" | "float32" | "float16" | "bfloat16";

export interface FloatLimits {
  readonly max: number;
  /** Smallest positive normal number. */
  readonly minNormal: number;
  /** Smallest positive number, subnormals kept. */
  readonly minPositive: number;
  /** Distance from 1 to the next larger number. */
  readonly epsilon: number;
}

export const floatLimits: Readonly<Record<FloatType, FloatLimits>> = {
  float64: { max: Number.MAX_VALUE, minNormal: 2 ** -1022, minPositive: 2 ** -1074, epsilon: 2 ** -52 },
  float32: { max: (2 - 2 ** -23) * 2 ** 127, minNormal: 2 ** -126, minPositive: 2 ** -149, epsilon: 2 ** -23 },
  float16: { max: 65504, minNormal: 2 ** -14, minPositive: 2 ** -24, epsilon: 2 ** -10 },
  bfloat16: { max: (2 - 2 ** -7) * 2 ** 127, minNormal: 2 ** -126, minPositive: 2 ** -133, epsilon: 2 ** -7 },
};

/** The largest x whose exp is finite in the dtype: 709.7827… in float64, 88.7228… in float32. */
export function expOverflow(dtype: FloatType): number {
  const { max, epsilon } = floatLimits[dtype];
  // Values up to max + half an ulp still round to max.
  return dtype === "float64" ? 709.782712893384 : Math.log(max * (1 + epsilon / 4));
}

/** Rounds a float64 to the nearest number of the dtype (ties to even). */
export function roundTo(dtype: FloatType, x: number): number {
  if (dtype === "float64" || !Number.isFinite(x) || x === 0) return x;
  if (dtype === "float32") return Math.fround(x);
  const { max, minNormal, epsilon } = floatLimits[dtype];
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), Math.log2(minNormal));
  const ulp = epsilon * 2 ** exponent;
  const scaled = x / ulp;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const result = (floor + (up ? 1 : 0)) * ulp;
  return Math.abs(result) > max ? Math.sign(x) * Number.POSITIVE_INFINITY : result;
}

/** Size of one unit in the last place at x. */
export function ulpOf(dtype: FloatType, x: number): number {
  const { minNormal, minPositive, epsilon, max } = floatLimits[dtype];
  const magnitude = Math.min(Math.abs(x), max);
  if (magnitude < minNormal) return minPositive;
  return epsilon * 2 ** Math.floor(Math.log2(magnitude));
}

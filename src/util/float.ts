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

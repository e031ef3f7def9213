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

const scratch: Float64Array = new Float64Array(1);
const bits: Uint32Array = new Uint32Array(scratch.buffer);
// The upper half of a double holds its sign, its 11 bits of exponent and the first 20 bits of its significand.
const high: number = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The nearest number of the dtype, ties to even, subnormals kept; ±∞ from half an ulp above the largest number. */
export function roundTo(x: number, dtype: FloatType): number {
  if (dtype === "float64") return x;
  if (dtype === "float32") return Math.fround(x);
  if (!Number.isFinite(x) || x === 0) return x;
  const { max, minPositive, epsilon } = floatLimits[dtype];
  scratch[0] = x;
  const exponent = ((bits[high]! >>> 20) & 0x7ff) - 1023;
  const ulp = Math.max(2 ** exponent * epsilon, minPositive);
  const rounded = roundHalfEven(x / ulp) * ulp;
  return Math.abs(rounded) > max ? Math.sign(x) * Number.POSITIVE_INFINITY : rounded;
}

/** The nearest whole number, ties to even; keeps the sign of zero. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest < 0.5 || (rest === 0.5 && below % 2 === 0)) return below;
  return below === -1 ? -0 : below + 1;
}

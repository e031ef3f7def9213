/** @file Half-precision numbers as their 16 bits, and back. */
import { roundTo } from "./float.ts";

export type HalfType = "float16" | "bfloat16";

/** Bits of the significand, and what is added to the exponent. */
const layouts = { float16: { significand: 10, bias: 15 }, bfloat16: { significand: 7, bias: 127 } } as const;

/** The 16 bits of the nearest number of the type. */
export function halfBits(x: number, type: HalfType): number {
  const { significand, bias } = layouts[type];
  const infinity = (2 * bias + 1) << significand;
  if (Number.isNaN(x)) return infinity | (1 << (significand - 1));
  const rounded = roundTo(x, type);
  const sign = rounded < 0 || Object.is(rounded, -0) ? 0x8000 : 0;
  const size = Math.abs(rounded);
  if (size === Number.POSITIVE_INFINITY) return sign | infinity;
  // Numbers of a type have the order of their bits: counted in steps of the exponent's ulp they are whole.
  const exponent = Math.max(1 - bias, Math.floor(Math.log2(size || 2 ** (1 - bias))));
  const scale = size < 2 ** exponent ? exponent - 1 : size >= 2 ** (exponent + 1) ? exponent + 1 : exponent;
  const e = Math.max(1 - bias, scale);
  const steps = size / 2 ** e / 2 ** -significand;
  return sign | ((e + bias - 1) * 2 ** significand + steps);
}

/** The number that 16 bits stand for. */
export function halfValue(bits: number, type: HalfType): number {
  const { significand, bias } = layouts[type];
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7fff) >>> significand;
  const fraction = (bits & ((1 << significand) - 1)) / 2 ** significand;
  if (exponent === 2 * bias + 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

/** @file Neighbours of a number among the numbers of a dtype. */
import { type FloatType, floatLimits } from "./float.ts";

/** ⌊log₂ x⌋ for a positive finite x. */
function exponentOf(x: number): number {
  const e = Math.floor(Math.log2(x));
  return 2 ** e > x ? e - 1 : 2 ** (e + 1) <= x ? e + 1 : e;
}

/** Distance from |x| to the next larger number of the dtype; its smallest positive number below the normal ones. */
function ulpOf(dtype: FloatType, x: number): number {
  const { minNormal, minPositive, epsilon } = floatLimits[dtype];
  const magnitude = Math.abs(x);
  return magnitude < minNormal ? minPositive : 2 ** exponentOf(magnitude) * epsilon;
}

/** The smallest number of the dtype above x, which is one of its finite numbers. */
export function nextUp(dtype: FloatType, x: number): number {
  const ulp = ulpOf(dtype, x);
  // below a power of two the numbers lie half as far apart
  const halved = x < 0 && -x > floatLimits[dtype].minNormal && 2 ** exponentOf(-x) === -x;
  return x + (halved ? ulp / 2 : ulp);
}

/** The largest number of the dtype below x. */
export const nextDown = (dtype: FloatType, x: number): number => -nextUp(dtype, -x);

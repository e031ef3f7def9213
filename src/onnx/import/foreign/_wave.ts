/** @file Ranges and hazards of trigonometric and hyperbolic functions. */
import type { Hazard, Range } from "../../../graph/op.ts";
import { everything, range } from "../../../graph/range.ts";
import { expOverflow, type FloatType } from "../../../util/float.ts";

/** Range of a sine wave with a maximum at `peak` and period 2π. */
export function waveRange(f: (x: number) => number, x: Range, peak: number): Range {
  const turn = 2 * Math.PI;
  const infinite = !Number.isFinite(x.lo) || !Number.isFinite(x.hi);
  if (infinite || x.hi - x.lo >= turn) return range(-1, 1, x.nan || infinite);
  // a millionth of a period of slack covers the rounding of large arguments
  const slack = 1e-6 + Math.max(Math.abs(x.lo), Math.abs(x.hi)) * 1e-15;
  const reaches = (at: number): boolean =>
    Math.floor((x.hi + slack - at) / turn) > Math.floor((x.lo - slack - at) / turn);
  const ends = [f(x.lo), f(x.hi)];
  return range(reaches(peak + Math.PI) ? -1 : Math.min(...ends), reaches(peak) ? 1 : Math.max(...ends), x.nan);
}

/** tan grows without end towards every odd multiple of π/2. */
export function tangentRange(x: Range): Range {
  const period = (at: number): number => Math.floor((at + Math.PI / 2) / Math.PI);
  const infinite = !Number.isFinite(x.lo) || !Number.isFinite(x.hi);
  if (infinite || x.hi - x.lo >= Math.PI || period(x.lo - 1e-6) !== period(x.hi + 1e-6)) {
    return { ...everything, nan: x.nan || infinite };
  }
  return range(Math.tan(x.lo), Math.tan(x.hi), x.nan);
}

export const clampUnit = (x: number): number => Math.max(-1, Math.min(1, x));

export const outsideUnit = (name: string): Hazard => ({
  operand: 0,
  what: `${name} of a number outside [−1, 1]`,
  limit: () => 1,
  unsafe: (x) => x < -1 || x > 1,
  gives: "NaN",
});

/** sinh and cosh are eˣ/2 for large x. */
export const largestArgument = (dtype: FloatType): number => expOverflow(dtype) + Math.LN2;

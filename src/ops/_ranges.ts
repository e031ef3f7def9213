/** @file Interval arithmetic that several ops share: sums, products and functions with one valley. */
import type { Range } from "../graph/op.ts";
import { range } from "../graph/range.ts";

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

export const contains = (r: Range, x: number): boolean => r.lo <= x && x <= r.hi;
export const containsInfinity = (r: Range): boolean => r.lo === NEGATIVE_INFINITY || r.hi === POSITIVE_INFINITY;
export const negated = (r: Range): Range => range(-r.hi || 0, -r.lo || 0, r.nan);

/** Smallest range that holds the corners of a box; a corner without a value (0·∞, ∞/∞) counts as 0, the limit of its finite neighbours. */
export function cornerRange(corners: readonly number[], nan: boolean): Range {
  const values = corners.map((corner) => corner || 0);
  return range(Math.min(...values), Math.max(...values), nan);
}

export function sumRange(a: Range, b: Range): Range {
  const cancels =
    (a.lo === NEGATIVE_INFINITY && b.hi === POSITIVE_INFINITY) ||
    (b.lo === NEGATIVE_INFINITY && a.hi === POSITIVE_INFINITY);
  return range(a.lo + b.lo || 0, a.hi + b.hi || 0, a.nan || b.nan || cancels);
}

export function productRange(a: Range, b: Range): Range {
  const zeroTimesInfinity = (contains(a, 0) && containsInfinity(b)) || (contains(b, 0) && containsInfinity(a));
  return cornerRange([a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi], a.nan || b.nan || zeroTimesInfinity);
}

/** Range of the sum of n values of the range. */
export function sumOfRange(x: Range, n: number): Range {
  if (n === 0) return range(0, 0);
  const cancels = n > 1 && x.lo === NEGATIVE_INFINITY && x.hi === POSITIVE_INFINITY;
  return range(n * x.lo, n * x.hi, x.nan || cancels);
}

/** Range of a function that falls to `least` at `bottom` and rises after it. */
export function valleyRange(f: (x: number) => number, x: Range, bottom: number, least: number): Range {
  const ends = [f(x.lo), f(x.hi)];
  return range(contains(x, bottom) ? least : Math.min(...ends), Math.max(...ends), x.nan);
}

/** Range of a function that is monotone on each side of 0, where it is 0. */
export const hingeRange = (f: (x: number) => number, x: Range): Range =>
  cornerRange(contains(x, 0) ? [f(x.lo), f(x.hi), 0] : [f(x.lo), f(x.hi)], x.nan);

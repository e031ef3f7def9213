/** @file Range rules that many ops share; ranges are closed and may be infinite. */
import type { Node } from "./node.ts";
import type { Range } from "./op.ts";

export const everything: Range = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY, nan: true };

export const range = (lo: number, hi: number, nan = false): Range => ({ lo, hi, nan });

/** Range rule of a function that never decreases. */
export const increasing =
  (f: (x: number) => number) =>
  ([x]: readonly Range[]): Range =>
    range(f(x!.lo), f(x!.hi), x!.nan);

/** Smallest range that holds all the values; a NaN among them sets the flag. */
export function hull(values: readonly number[], nan: boolean): Range {
  const numbers = values.filter((v) => !Number.isNaN(v));
  if (numbers.length < values.length) return { ...everything, nan: true };
  return range(Math.min(...numbers), Math.max(...numbers), nan);
}

export const union = (a: Range, b: Range): Range => range(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi), a.nan || b.nan);

/** The rule of ops that only move or repeat elements of their first input. */
export const unchanged = ([x]: readonly Range[], _node?: Node): Range => x!;

/** @file Box: what the elements of a tensor may be, cell by cell. */
import type { Shape } from "../util/shape.ts";
import type { Value } from "./dtype.ts";
import type { Range } from "./op.ts";

/**
 * Axis a is cut into parts that begin at 0 and at each of `cuts[a]` (rising, in 1 … size − 1). The cells of the grid,
 * row-major, hold lo ≤ x ≤ hi, and whether NaN is possible. Infinite bounds mean that the infinity itself is a value.
 */
export interface Box {
  readonly shape: Shape;
  readonly cuts: readonly (readonly number[])[];
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly nan: Uint8Array;
}

/** What a rule on boxes may ask besides the boxes. */
export interface CellContext {
  /** The operand's exact elements where they are known, however many there are. */
  constant(operand: number): Value | null;
  /**
   * Unit roundoff of the sums that engines make in this dtype: float16 and bfloat16 are summed in float32.
   * A sum of n terms in any order is within ((1 + u)ⁿ⁻¹ − 1) Σ|x| of the exact one.
   */
  readonly roundoff: number;
  /** Largest number that such a sum can hold. */
  readonly largest: number;
  /** A product of its terms may be off by this much where it is small: the least number that is not flushed to zero. */
  readonly smallest: number;
}

/** Boxes are merged into coarser ones beyond this many cells. */
export const cellBudget: number = 16384;

export const partsOf = (box: Box): number[] => box.cuts.map((cuts) => cuts.length + 1);

/** Length of each part of an axis. */
export function partSizes(size: number, cuts: readonly number[]): number[] {
  return [0, ...cuts].map((start, i) => (cuts[i] ?? size) - start);
}

/** A box of one grid with cells to be filled in. */
export function emptyBox(shape: Shape, cuts: readonly (readonly number[])[]): Box {
  const cells = cuts.reduce((n, axis) => n * (axis.length + 1), 1);
  return { shape, cuts, lo: new Float64Array(cells), hi: new Float64Array(cells), nan: new Uint8Array(cells) };
}

/** One cell. */
export function uniformBox(shape: Shape, { lo, hi, nan }: Range): Box {
  const box = emptyBox(
    shape,
    shape.map(() => []),
  );
  box.lo[0] = lo;
  box.hi[0] = hi;
  box.nan[0] = nan ? 1 : 0;
  return box;
}

export const cellRange = (box: Box, cell: number): Range => ({
  lo: box.lo[cell]!,
  hi: box.hi[cell]!,
  nan: box.nan[cell] === 1,
});

const hulls = new WeakMap<Box, Range>();

/** Smallest range that holds every cell. Boxes are not changed once they are made. */
export function hullOf(box: Box): Range {
  const known = hulls.get(box);
  if (known) return known;
  const hull = computedHull(box);
  hulls.set(box, hull);
  return hull;
}

function computedHull({ lo, hi, nan }: Box): Range {
  let [least, most, anyNan] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < lo.length; i++) {
    if (lo[i]! < least) least = lo[i]!;
    if (hi[i]! > most) most = hi[i]!;
    anyNan |= nan[i]!;
  }
  return { lo: least, hi: most, nan: anyNan === 1 };
}

export const isUniform = (box: Box): boolean => box.lo.length === 1;

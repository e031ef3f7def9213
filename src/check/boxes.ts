/** @file Boxes of inputs: uniform ones, one range a column, and what they allow element by element. */

import type { Box } from "../graph/box.ts";
import { type DType, isFloat, type Value } from "../graph/dtype.ts";
import type { Range } from "../graph/op.ts";
import { type FloatType, floatLimits } from "../util/float.ts";
import { type Shape, sizeOf } from "../util/shape.ts";

/** One range for each place along the last axis. */
export function columnsBox(shape: Shape, lo: Float64Array, hi: Float64Array): Box {
  const every = Array.from({ length: Math.max(0, lo.length - 1) }, (_, i) => i + 1);
  const cuts = shape.map((_, axis) => (axis === shape.length - 1 ? every : []));
  return { shape, cuts, lo, hi, nan: new Uint8Array(lo.length) };
}

/** What the dtype can hold where nothing is stated. */
export function largestRange(dtype: DType): Range {
  if (isFloat(dtype)) {
    const { max } = floatLimits[dtype as FloatType];
    return { lo: -max, hi: max, nan: false };
  }
  if (dtype === "bool") return { lo: 0, hi: 1, nan: false };
  if (dtype === "uint8") return { lo: 0, hi: 255, nan: false };
  return { lo: -(2 ** 31), hi: 2 ** 31 - 1, nan: false };
}

/** lo and hi of every element, row-major. */
export function elementBounds(box: Box): { readonly lo: Float64Array; readonly hi: Float64Array } {
  const size = sizeOf(box.shape);
  const [lo, hi] = [new Float64Array(size), new Float64Array(size)];
  if (box.lo.length === 1) {
    lo.fill(box.lo[0]!);
    hi.fill(box.hi[0]!);
    return { lo, hi };
  }
  const parts = box.shape.map((length, axis) => partOfIndex(length, box.cuts[axis]!));
  const index = box.shape.map(() => 0);
  for (let i = 0; i < size; i++) {
    let cell = 0;
    for (let axis = 0; axis < index.length; axis++)
      cell = cell * (box.cuts[axis]!.length + 1) + parts[axis]![index[axis]!]!;
    lo[i] = box.lo[cell]!;
    hi[i] = box.hi[cell]!;
    for (let axis = index.length - 1; axis >= 0 && ++index[axis]! === box.shape[axis]!; axis--) index[axis] = 0;
  }
  return { lo, hi };
}

function partOfIndex(length: number, cuts: readonly number[]): Int32Array {
  const parts = new Int32Array(length);
  for (const cut of cuts) for (let i = cut; i < length; i++) parts[i]!++;
  return parts;
}

/** Smallest range that holds the numbers; NaN for none. */
export function rangeOf({ data }: Pick<Value, "data">): { readonly lo: number; readonly hi: number } {
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of data) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return { lo, hi };
}

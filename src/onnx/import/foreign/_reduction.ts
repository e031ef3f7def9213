/** @file How scattered updates join the element they fall on. */
import type { Node } from "../../../graph/node.ts";
import type { Range } from "../../../graph/op.ts";
import { everything, range, union } from "../../../graph/range.ts";
import { sumOfRange, sumRange } from "../../../ops/_ranges.ts";
import { unknown } from "../unknown.ts";

export type Reduction = "none" | "add" | "mul" | "max" | "min";

export const reduce: Readonly<Record<Reduction, (x: number, update: number) => number>> = {
  none: (_x, update) => update,
  add: (x, update) => x + update,
  mul: (x, update) => x * update,
  max: Math.max,
  min: Math.min,
};

/** Range after up to `most` updates fell on an element. */
export function reducedRange(reduction: Reduction, x: Range, update: Range, most: number): Range {
  if (reduction === "add") {
    const total = sumOfRange(range(Math.min(update.lo, 0), Math.max(update.hi, 0), update.nan), most);
    return sumRange(x, total);
  }
  if (reduction === "mul") return repeatedProduct(x, update, most);
  return union(x, update);
}

function repeatedProduct(x: Range, update: Range, most: number): Range {
  const largest = Math.max(1, Math.abs(update.lo), Math.abs(update.hi)) ** most;
  if (!Number.isFinite(largest * Math.max(Math.abs(x.lo), Math.abs(x.hi)))) return everything;
  const bound = largest * Math.max(Math.abs(x.lo), Math.abs(x.hi));
  return range(x.lo >= 0 && update.lo >= 0 ? 0 : -bound, bound, x.nan || update.nan);
}

/** Gradients with respect to an element and its updates where the order of updates decides. */
export const unknownGradients = (ct: Node, x: Node, updates: Node, opType: string): readonly (Node | null)[] =>
  [x, null, updates].map(
    (input) =>
      input &&
      unknown([ct], { shape: input.shape, dtype: input.dtype, opType, reason: "gradient of a reduction", output: 0 }),
  );

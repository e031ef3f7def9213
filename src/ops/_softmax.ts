/** @file What softmax and logSoftmax share: attributes, range conditions and the loop over rows. */
import type { Type, Value } from "../graph/dtype.ts";
import type { Range } from "../graph/op.ts";
import { normalizeAxes } from "../util/shape.ts";
import { forEachInGroups } from "./_reduce.ts";

export interface SoftmaxAttrs {
  /** Non-negative. */
  readonly axis: number;
}

export const softmaxAttrs = (what: string, x: Type, axis: number): SoftmaxAttrs => ({
  axis: normalizeAxes(what, axis, x.shape.length)[0]!,
});

/** NaN arises where a row holds ∞, or nothing but −∞. */
export const softmaxNan = (x: Range): boolean => x.nan || !Number.isFinite(x.lo) || !Number.isFinite(x.hi);

/** Calls `finish` with each element less the maximum of its row, and its row's Σ e^(x − max). */
export const eachOfRow =
  (finish: (shifted: number, total: number) => number) =>
  ([x]: readonly Value[], { axis }: SoftmaxAttrs, out: Value): void => {
    const groups = x!.data.length / Math.max(1, x!.shape[axis]!);
    const largest = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
    const totals = new Float64Array(groups);
    forEachInGroups(x!, [axis], (group, i) => {
      largest[group] = Math.max(largest[group]!, x!.data[i]!);
    });
    forEachInGroups(x!, [axis], (group, i) => {
      totals[group]! += Math.exp(x!.data[i]! - largest[group]!);
    });
    forEachInGroups(x!, [axis], (group, i) => {
      out.data[i] = finish(x!.data[i]! - largest[group]!, totals[group]!);
    });
  };

/** @file Rules on boxes of softmax, logSoftmax and logSumExp: each element against the sum of the others. */
import type { Box, CellContext } from "../graph/box.ts";
import type { Node } from "../graph/node.ts";
import { alongAxis, type Group, reducedCells, sumError } from "./_cellsReduce.ts";
import type { ReduceAttrs } from "./_reduce.ts";
import type { SoftmaxAttrs } from "./_softmax.ts";

/** Exponentials and the final quotient, in units of the roundoff. */
const exponentials = 8;

const relativeError = (n: number, context: CellContext): number =>
  sumError(n, context) + exponentials * context.roundoff;

/**
 * log Σ weight · e^(bound − own) without one element of the part itself, for every part. The differences are taken
 * before the logarithm is added: beside a bound of 1e19 it would be lost.
 */
function logSumsOfOthers(bounds: Float64Array, own: Float64Array, weights: Float64Array): Float64Array {
  const n = bounds.length;
  const largest = bounds.reduce((a, b) => Math.max(a, b));
  const second = secondLargest(bounds, weights, largest);
  const sums = new Float64Array(n).fill(-Infinity);
  for (const shift of new Set([largest, second])) {
    if (shift === -Infinity) continue;
    // an element above the shift is left out of the only sum that is taken with it, so that nothing overflows
    const terms = bounds.map((bound) => Math.exp(Math.min(bound - shift, 0)));
    const before = new Float64Array(n + 1);
    for (let i = 0; i < n; i++) before[i + 1] = before[i]! + weights[i]! * terms[i]!;
    let after = 0;
    for (let i = n - 1; i >= 0; i--) {
      const alone = bounds[i] === largest && second < largest;
      if (alone === (shift !== largest)) {
        sums[i] = shift - own[i]! + Math.log(before[i]! + after + (weights[i]! - 1) * terms[i]!);
      }
      after += weights[i]! * terms[i]!;
    }
  }
  return sums;
}

/** The largest bound that is left when one element with the largest is taken away. */
function secondLargest(bounds: Float64Array, weights: Float64Array, largest: number): number {
  let second = -Infinity;
  let times = 0;
  for (let i = 0; i < bounds.length; i++) {
    if (bounds[i] === largest) times += weights[i]!;
    else if (bounds[i]! > second) second = bounds[i]!;
  }
  return times > 1 ? largest : second;
}

/** A row holds ∞, NaN, or may hold nothing but −∞. */
function rowIsUndefined({ lo, hi, nan }: Group): boolean {
  return nan.some((flag) => flag !== 0) || hi.some((x) => x === Infinity) || lo.every((x) => x === -Infinity);
}

/** log softmax from log Σ e^(others − own): −log(1 + e^gap). */
const logShare = (gap: number): number => (gap > 0 ? -(gap + Math.log1p(Math.exp(-gap))) : -Math.log1p(Math.exp(gap)));

/** Bounds of log softmax for each part of a line: lowest against the others' highest, and the other way round. */
function logShares(line: Group): { readonly lo: Float64Array; readonly hi: Float64Array } {
  const share = (gap: number, i: number): number =>
    Number.isNaN(gap) || line.hi[i] === -Infinity ? -Infinity : logShare(gap);
  return {
    lo: logSumsOfOthers(line.hi, line.lo, line.weights).map(share),
    hi: logSumsOfOthers(line.lo, line.hi, line.weights).map(share),
  };
}

export const softmaxCells = ([x]: readonly Box[], { attrs, shape }: Node<SoftmaxAttrs>, context: CellContext): Box => {
  const error = relativeError(shape[attrs.axis]!, context);
  return alongAxis(x!, attrs.axis, (line, out) => {
    const { lo, hi } = logShares(line);
    const nan = rowIsUndefined(line) ? 1 : 0;
    for (let i = 0; i < lo.length; i++) {
      // x − max is rounded before its exponential is taken
      out.lo[i] = Math.exp(lo[i]! * (1 + 2 * context.roundoff)) * Math.max(0, 1 - error);
      out.hi[i] = Math.min(1, Math.exp(hi[i]! * (1 - 2 * context.roundoff)) * (1 + error));
      out.nan[i] = nan;
    }
  });
};

export const logSoftmaxCells = (
  [x]: readonly Box[],
  { attrs, shape }: Node<SoftmaxAttrs>,
  context: CellContext,
): Box => {
  const error = relativeError(shape[attrs.axis]!, context);
  return alongAxis(x!, attrs.axis, (line, out) => {
    const { lo, hi } = logShares(line);
    const nan = rowIsUndefined(line) ? 1 : 0;
    for (let i = 0; i < lo.length; i++) {
      out.lo[i] = lo[i]! - error;
      out.hi[i] = Math.min(0, hi[i]! + error);
      out.nan[i] = nan;
    }
  });
};

/** log Σ weight · e^bound. */
function logSumOf(bounds: Float64Array, weights: Float64Array): number {
  const largest = bounds.reduce((a, b) => Math.max(a, b));
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(bounds.reduce((total, bound, i) => total + weights[i]! * Math.exp(bound - largest), 0));
}

export const logSumExpCells = (
  [x]: readonly Box[],
  { attrs, inputs }: Node<ReduceAttrs>,
  context: CellContext,
): Box => {
  const error = relativeError(
    attrs.axes.reduce((n, axis) => n * inputs[0]!.shape[axis]!, 1),
    context,
  );
  return reducedCells(x!, attrs, ({ lo, hi, nan, weights }) => ({
    lo: logSumOf(lo, weights) - error,
    hi: logSumOf(hi, weights) + error,
    nan: nan.some((flag) => flag !== 0),
  }));
};

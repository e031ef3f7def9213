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

/** log Σ weight · e^bound without element `own` of part `except`, for every part. */
function logSumsOfOthers(bounds: Float64Array, weights: Float64Array): Float64Array {
  const n = bounds.length;
  const largest = bounds.reduce((a, b) => Math.max(a, b));
  const second = secondLargest(bounds, weights, largest);
  const sums = new Float64Array(n);
  for (const [shift, takes] of [
    [largest, (i: number): boolean => !(bounds[i] === largest && second < largest)],
    [second, (i: number): boolean => bounds[i] === largest && second < largest],
  ] as const) {
    if (shift === -Infinity) {
      for (let i = 0; i < n; i++) if (takes(i)) sums[i] = -Infinity;
      continue;
    }
    // the one element above the shift is always left out, so that nothing overflows
    const terms = bounds.map((bound) => Math.exp(Math.min(bound, shift) - shift));
    const before = new Float64Array(n + 1);
    for (let i = 0; i < n; i++) before[i + 1] = before[i]! + weights[i]! * terms[i]!;
    let after = 0;
    for (let i = n - 1; i >= 0; i--) {
      if (takes(i)) sums[i] = shift + Math.log(before[i]! + after + (weights[i]! - 1) * terms[i]!);
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

/** log softmax by the others' log-sums: −log(1 + e^(others − own)). */
const logShare = (own: number, others: number): number => {
  if (own === -Infinity) return -Infinity;
  const gap = others - own;
  return gap > 0 ? -(gap + Math.log1p(Math.exp(-gap))) : -Math.log1p(Math.exp(gap));
};

/** Bounds of log softmax for each part of a line: lowest against the others' highest, and the other way round. */
function logShares(line: Group): { readonly lo: Float64Array; readonly hi: Float64Array } {
  const highest = logSumsOfOthers(line.hi, line.weights);
  const lowest = logSumsOfOthers(line.lo, line.weights);
  return {
    lo: line.lo.map((own, i) => logShare(own, highest[i]!)),
    hi: line.hi.map((own, i) => logShare(own, lowest[i]!)),
  };
}

export const softmaxCells = ([x]: readonly Box[], { attrs, shape }: Node<SoftmaxAttrs>, context: CellContext): Box => {
  const error = relativeError(shape[attrs.axis]!, context);
  return alongAxis(x!, attrs.axis, (line, out) => {
    const { lo, hi } = logShares(line);
    const nan = rowIsUndefined(line) ? 1 : 0;
    for (let i = 0; i < lo.length; i++) {
      out.lo[i] = Math.exp(lo[i]!) * Math.max(0, 1 - error);
      out.hi[i] = Math.min(1, Math.exp(hi[i]!) * (1 + error));
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

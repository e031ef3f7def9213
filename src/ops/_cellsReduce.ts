/** @file Rules on boxes of reductions: each part counts as often as it has elements. */
import { type Box, type CellContext, emptyBox, isUniform, partSizes } from "../graph/box.ts";
import type { Node } from "../graph/node.ts";
import type { Range } from "../graph/op.ts";
import { permutedCells, reshapedCells } from "./_cells.ts";
import type { ReduceAttrs } from "./_reduce.ts";

/** The cells of one group, side by side, with the number of elements that each stands for. */
export interface Group {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly nan: Uint8Array;
  readonly weights: Float64Array;
}

/** Number of elements in each cell of the grid, row-major. */
function weightsOf(sizes: readonly (readonly number[])[]): Float64Array {
  let weights = Float64Array.of(1);
  for (const axis of sizes) {
    const next = new Float64Array(weights.length * axis.length);
    for (let i = 0; i < weights.length; i++) {
      for (let k = 0; k < axis.length; k++) next[i * axis.length + k] = weights[i]! * axis[k]!;
    }
    weights = next;
  }
  return weights;
}

/** The box with the axes `last` moved behind the others. */
function withLast(x: Box, last: readonly number[]): Box {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !last.includes(axis));
  const order = [...kept, ...last];
  return order.every((axis, i) => axis === i) ? x : permutedCells(x, order);
}

/** Reduces the groups of cells along `axes` to one range each. */
export function reducedCells(x: Box, { axes, keepdims }: ReduceAttrs, reduce: (group: Group) => Range): Box {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const behind = withLast(x, axes);
  const weights = weightsOf(axes.map((axis) => partSizes(x.shape[axis]!, x.cuts[axis]!)));
  const axesOf = keepdims ? x.shape.map((_, axis) => axis) : kept;
  const out = emptyBox(
    axesOf.map((axis) => (axes.includes(axis) ? 1 : x.shape[axis]!)),
    axesOf.map((axis) => (axes.includes(axis) ? [] : x.cuts[axis]!)),
  );
  for (let i = 0; i < out.lo.length; i++) {
    const [from, to] = [i * weights.length, (i + 1) * weights.length];
    const { lo, hi, nan } = reduce({
      lo: behind.lo.subarray(from, to),
      hi: behind.hi.subarray(from, to),
      nan: behind.nan.subarray(from, to),
      weights,
    });
    out.lo[i] = lo;
    out.hi[i] = hi;
    out.nan[i] = nan ? 1 : 0;
  }
  return out;
}

const anyNan = (flags: Uint8Array): boolean => flags.some((flag) => flag !== 0);

/** (1 + u)ⁿ⁻¹ − 1 for the sum of n terms, and as much again for our own sums. */
export const sumError = (n: number, { roundoff }: CellContext): number =>
  n > 1 ? Math.expm1((n - 1) * roundoff) + n * 2 ** -53 : 0;

/** Σ of the group's elements, with the errors of adding them in any order. */
function sumOfGroup(group: Group, context: CellContext): Range {
  let [lo, hi, size, n, least, most] = [0, 0, 0, 0, 0, 0];
  let [below, above] = [false, false];
  for (let i = 0; i < group.lo.length; i++) {
    const [low, high, weight] = [group.lo[i]!, group.hi[i]!, group.weights[i]!];
    lo += weight * low;
    hi += weight * high;
    size += weight * Math.max(Math.abs(low), Math.abs(high));
    n += weight;
    below ||= low < 0;
    above ||= high > 0;
    if (low > most) most = low;
    if (high < least) least = high;
  }
  const nan =
    anyNan(group.nan) || Number.isNaN(lo) || Number.isNaN(hi) || (lo === -Infinity && hi === Infinity && n > 1);
  const error = size === Infinity ? 0 : size * sumError(n, context);
  // a sum of terms of one sign is no smaller than each of them, however it is rounded
  const bottom = below ? lo - error : Math.max(lo - error, most);
  const top = above ? hi + error : Math.min(hi + error, least);
  return { lo: Number.isNaN(lo) ? -Infinity : bottom, hi: Number.isNaN(hi) ? Infinity : top, nan };
}

/** Σ over axes. */
export const summedCells = ([x]: readonly Box[], { attrs }: Node<ReduceAttrs>, context: CellContext): Box =>
  reducedCells(x!, attrs, (group) => sumOfGroup(group, context));

/** The mean over axes: its sum must be finite too. */
export const meanCells = ([x]: readonly Box[], { attrs }: Node<ReduceAttrs>, context: CellContext): Box =>
  reducedCells(x!, attrs, (group) => {
    const n = group.weights.reduce((total, weight) => total + weight, 0);
    const { lo, hi, nan } = sumOfGroup(group, context);
    const overflowing = (bound: number): number =>
      Math.abs(bound) > context.largest ? Math.sign(bound) * Infinity : bound / n;
    return { lo: overflowing(lo), hi: overflowing(hi), nan };
  });

/** The largest or smallest element over axes. */
export const extremeCells =
  (pick: (a: number, b: number) => number) =>
  ([x]: readonly Box[], { attrs }: Node<ReduceAttrs>): Box =>
    reducedCells(x!, attrs, ({ lo, hi, nan }) => ({
      lo: lo.reduce((a, b) => pick(a, b)),
      hi: hi.reduce((a, b) => pick(a, b)),
      nan: anyNan(nan),
    }));

/** A rule that gives each cell along an axis its range, seeing the whole line. */
export function alongAxis(x: Box, axis: number, rule: (line: Group, out: Group) => void): Box {
  const last = x.shape.length - 1;
  const order = [...x.shape.keys()].filter((i) => i !== axis).concat(axis);
  const behind = withLast(x, [axis]);
  const weights = Float64Array.from(partSizes(x.shape[axis]!, x.cuts[axis]!));
  const out = emptyBox(behind.shape, behind.cuts);
  const n = weights.length;
  const lineOf = ({ lo, hi, nan }: Box, i: number): Group => ({
    lo: lo.subarray(i * n, (i + 1) * n),
    hi: hi.subarray(i * n, (i + 1) * n),
    nan: nan.subarray(i * n, (i + 1) * n),
    weights,
  });
  for (let i = 0; i * n < out.lo.length; i++) rule(lineOf(behind, i), lineOf(out, i));
  if (axis === last || isUniform(out)) return reshapedCells(out, x.shape);
  return permutedCells(
    out,
    order.map((_, i) => order.indexOf(i)),
  );
}

/** @file Rules on boxes of convolutions and pools: every channel has its own range, the same at every position. */
import { type Box, type CellContext, emptyBox } from "../../../graph/box.ts";
import type { Value } from "../../../graph/dtype.ts";
import { mergedAlong, regrid } from "../../../graph/grid.ts";
import { joinedCells, permutedCells, reshapedCells, slicedCells } from "../../../ops/_cells.ts";
import { productCells, timesMatrix } from "../../../ops/_cellsProduct.ts";
import { sumError } from "../../../ops/_cellsReduce.ts";
import { type Shape, sizeOf } from "../../../util/shape.ts";

/** The box with its spatial axes in one part each. */
export const withoutPositions = (x: Box): Box =>
  x.shape.reduce((box, _, axis) => (axis < 2 ? box : mergedAlong(box, axis)), x);

/** The box with 0 in every cell. */
export const withZero = (x: Box): Box => ({
  ...x,
  lo: x.lo.map((v) => Math.min(v, 0)),
  hi: x.hi.map((v) => Math.max(v, 0)),
});

/** The channels of a box [N, C, …] as [1, C]: the hull over everything else. */
function channelsOf(x: Box): Box {
  const merged = mergedAlong(withoutPositions(x), 0);
  return { ...merged, shape: [1, x.shape[1]!], cuts: [[], merged.cuts[1]!] };
}

/** The weights of one group as rows, one for each filter. */
export interface GroupWeights {
  readonly box: Box;
  /** The same elements where they are known. */
  readonly known: ArrayLike<number> | null;
}

/** Ranges [1, filters] of the sums of one group: its channels' ranges times its weights [filters, terms]. */
function groupSums(channels: Box, { box, known }: GroupWeights, context: CellContext): Box {
  const [filters, terms] = box.shape as [number, number];
  const repeat = terms / channels.shape[1]!;
  const row: Box = { ...channels, shape: [1, terms], cuts: [[], channels.cuts[1]!.map((cut) => cut * repeat)] };
  if (!known) return productCells(row, permutedCells(box, [1, 0]), [1, filters], null, context);
  return timesMatrix(row, { data: known, k: terms, n: filters, row: 1, column: terms }, context);
}

/** The sums of every group side by side, as the channels of a value of the given shape. */
export function groupedSums(
  x: Box,
  group: number,
  weightsOf: (index: number) => GroupWeights,
  shape: Shape,
  context: CellContext,
): Box {
  const channels = channelsOf(x);
  const each = x.shape[1]! / group;
  const sums = Array.from({ length: group }, (_, g) =>
    groupSums(slicedCells(channels, 1, g * each, (g + 1) * each), weightsOf(g), context),
  );
  const joined = group === 1 ? sums[0]! : joinedCells(sums, 1);
  return { ...joined, shape, cuts: shape.map((_, axis) => (axis === 1 ? joined.cuts[1]! : [])) };
}

/** Weights [rows, …] of one group: its rows as a matrix. */
export function rowsOf(w: Box, value: Value | null, index: number, group: number): GroupWeights {
  const rows = w.shape[0]! / group;
  const terms = sizeOf(w.shape.slice(1));
  const [from, to] = [index * rows, (index + 1) * rows];
  const box = slicedCells(reshapedCells(w, [w.shape[0]!, terms]), 0, from, to);
  return { box, known: value ? value.data.subarray(from * terms, to * terms) : null };
}

/** The box with a bias for each channel added, and the rounding of that sum. */
export function withBias(y: Box, bias: Box | undefined, { roundoff }: CellContext): Box {
  if (!bias) return y;
  const shape = y.shape.map((d, axis) => (axis === 1 ? d : 1));
  const along: Box = { ...bias, shape, cuts: shape.map((_, axis) => (axis === 1 ? bias.cuts[0]! : [])) };
  const cuts = y.cuts.map((own, axis) =>
    axis === 1 ? [...new Set([...own, ...along.cuts[1]!])].sort((a, b) => a - b) : own,
  );
  const [sums, shifts] = [regrid(y, y.shape, cuts), regrid(along, y.shape, cuts)];
  const out = emptyBox(y.shape, cuts);
  for (let i = 0; i < out.lo.length; i++) {
    const size =
      Math.max(Math.abs(sums.lo[i]!), Math.abs(sums.hi[i]!)) +
      Math.max(Math.abs(shifts.lo[i]!), Math.abs(shifts.hi[i]!));
    const error = Number.isFinite(size) ? 2 * roundoff * size : 0;
    const [lo, hi] = [sums.lo[i]! + shifts.lo[i]! - error, sums.hi[i]! + shifts.hi[i]! + error];
    out.lo[i] = Number.isNaN(lo) ? Number.NEGATIVE_INFINITY : lo;
    out.hi[i] = Number.isNaN(hi) ? Number.POSITIVE_INFINITY : hi;
    out.nan[i] = sums.nan[i]! | shifts.nan[i]! | (Number.isNaN(lo) || Number.isNaN(hi) ? 1 : 0);
  }
  return out;
}

/** Means of up to n elements of each cell. */
export function meansOf(x: Box, n: number, context: CellContext): Box {
  const out = { ...x, lo: x.lo.slice(), hi: x.hi.slice(), nan: x.nan.slice() };
  for (let i = 0; i < out.lo.length; i++) {
    const [lo, hi] = [x.lo[i]!, x.hi[i]!];
    const size = Math.max(Math.abs(lo), Math.abs(hi));
    if (n * size > context.largest) {
      // the sum before the division overflows
      out.lo[i] = n * lo < -context.largest ? Number.NEGATIVE_INFINITY : lo;
      out.hi[i] = n * hi > context.largest ? Number.POSITIVE_INFINITY : hi;
      if (lo === Number.NEGATIVE_INFINITY && hi === Number.POSITIVE_INFINITY) out.nan[i] = 1;
      continue;
    }
    const error = size * sumError(n, context);
    out.lo[i] = lo >= 0 ? Math.max(0, lo - error) : lo - error;
    out.hi[i] = hi <= 0 ? Math.min(0, hi + error) : hi + error;
  }
  return out;
}

/** Smallest box that holds every cell of boxes on one grid. */
export function hullOfBoxes(boxes: readonly Box[]): Box {
  const [first, ...rest] = boxes as [Box, ...Box[]];
  return rest.reduce((all, box) => {
    const cuts = all.cuts.map((own, axis) => [...new Set([...own, ...box.cuts[axis]!])].sort((a, b) => a - b));
    const [p, q] = [regrid(all, all.shape, cuts), regrid(box, box.shape, cuts)];
    return {
      ...p,
      lo: p.lo.map((v, i) => Math.min(v, q.lo[i]!)),
      hi: p.hi.map((v, i) => Math.max(v, q.hi[i]!)),
      nan: p.nan.map((v, i) => v | q.nan[i]!),
    };
  }, first);
}

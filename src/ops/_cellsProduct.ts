/** @file Rules on boxes of matrix products: Σ of products of intervals, with the exact elements of a constant factor. */
import { type Box, type CellContext, cellBudget, emptyBox, partSizes } from "../graph/box.ts";
import type { Value } from "../graph/dtype.ts";
import { everyIndex, mergedAlong, regrid, simplified, unionOfCuts } from "../graph/grid.ts";
import { type Shape, sizeOf } from "../util/shape.ts";
import { sumError } from "./_cellsReduce.ts";

/** Running bounds of a sum of products. */
interface Sum {
  lo: number;
  hi: number;
  /** Σ of the largest absolute values. */
  size: number;
  nan: boolean;
  /** Whether an operand is infinite. */
  infinite: boolean;
  /** Whether a product can be below, and above, 0. */
  below: boolean;
  above: boolean;
}

const newSum = (): Sum => ({ lo: 0, hi: 0, size: 0, nan: false, infinite: false, below: false, above: false });

const startSum = (sum: Sum): void => {
  sum.lo = 0;
  sum.hi = 0;
  sum.size = 0;
  sum.nan = false;
  sum.infinite = false;
  sum.below = false;
  sum.above = false;
};

/** Adds weight · [al, ah] · [bl, bh]; 0 · ∞ counts as 0 and may be NaN. */
function addProduct(sum: Sum, weight: number, al: number, ah: number, bl: number, bh: number): void {
  const [p, q, r, s] = [al * bl, al * bh, ah * bl, ah * bh];
  const undefinedProduct = Number.isNaN(p + q + r + s);
  const lo = undefinedProduct ? Math.min(p || 0, q || 0, r || 0, s || 0) : Math.min(p, q, r, s);
  const hi = undefinedProduct ? Math.max(p || 0, q || 0, r || 0, s || 0) : Math.max(p, q, r, s);
  if (hi - lo === Infinity || undefinedProduct) {
    const infinite = Math.max(Math.abs(al), Math.abs(ah), Math.abs(bl), Math.abs(bh)) === Infinity;
    const withZero = (al <= 0 && ah >= 0) || (bl <= 0 && bh >= 0);
    sum.infinite ||= infinite;
    sum.nan ||= infinite && withZero;
  } else if (lo === hi && Math.abs(lo) === Infinity) sum.infinite = true;
  sum.below ||= lo < 0;
  sum.above ||= hi > 0;
  sum.lo += weight * lo;
  sum.hi += weight * hi;
  sum.size += weight * Math.max(-lo, hi, 0);
}

function finish(out: Box, cell: number, sum: Sum, error: SumError): void {
  const slack = sum.size === Infinity || sum.size === 0 ? 0 : sum.size * error.relative + error.absolute;
  const [lo, hi] = [sum.lo - slack, sum.hi + slack];
  out.lo[cell] = Number.isNaN(lo) ? -Infinity : sum.below ? lo : Math.max(lo, 0);
  out.hi[cell] = Number.isNaN(hi) ? Infinity : sum.above ? hi : Math.min(hi, 0);
  out.nan[cell] = sum.nan || (sum.infinite && sum.lo === -Infinity && sum.hi === Infinity) ? 1 : 0;
}

interface SumError {
  readonly relative: number;
  readonly absolute: number;
}

/** Errors of n products and their sum; small products underflow. */
export const productError = (n: number, context: CellContext): SumError => ({
  relative: sumError(n + 1, context),
  absolute: n * context.smallest,
});

/** Beyond this many products of intervals rows and columns are merged first. */
const productBudget = 4e6;

/** [m, k] · [k, n] on boxes of two axes. */
function multiplied(a: Box, b: Box, context: CellContext): Box {
  const [m, k] = a.shape as [number, number];
  const n = b.shape[1]!;
  const inner = unionOfCuts(a.cuts[1]!, b.cuts[0]!);
  const work = (x: Box, y: Box): number => (x.cuts[0]!.length + 1) * (inner.length + 1) * (y.cuts[1]!.length + 1);
  let [left, right] = [a, b];
  const cells = (x: Box, y: Box): number => (x.cuts[0]!.length + 1) * (y.cuts[1]!.length + 1);
  if (cells(left, right) > cellBudget) {
    if (left.cuts[0]!.length > right.cuts[1]!.length) left = mergedAlong(left, 0);
    else right = mergedAlong(right, 1);
  }
  if (work(left, right) > productBudget) left = mergedAlong(left, 0);
  if (work(left, right) > productBudget) right = mergedAlong(right, 1);
  left = regrid(left, left.shape, [left.cuts[0]!, inner]);
  right = regrid(right, right.shape, [inner, right.cuts[1]!]);
  const sizes = partSizes(k, inner);
  const [rows, columns] = [left.cuts[0]!.length + 1, right.cuts[1]!.length + 1];
  const out = emptyBox([m, n], [left.cuts[0]!, right.cuts[1]!]);
  const sum = newSum();
  const error = productError(k, context);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      startSum(sum);
      for (let p = 0; p < sizes.length; p++) {
        const [x, y] = [i * sizes.length + p, p * columns + j];
        addProduct(sum, sizes[p]!, left.lo[x]!, left.hi[x]!, right.lo[y]!, right.hi[y]!);
        if (left.nan[x] || right.nan[y]) sum.nan = true;
      }
      finish(out, i * columns + j, sum, error);
    }
  }
  return out;
}

/** The elements of a constant matrix, read as [k, n]. */
export interface Matrix {
  readonly data: ArrayLike<number>;
  readonly k: number;
  readonly n: number;
  /** Distance in `data` from one row, and from one column, to the next. */
  readonly row: number;
  readonly column: number;
}

/** Beyond this many products rows are merged before they meet a constant matrix. */
const matrixBudget = 1e8;

/** Box [m, k] times a constant matrix: every column has its own range. */
export function timesMatrix(a: Box, matrix: Matrix, context: CellContext): Box {
  const { k, n } = matrix;
  const rows = a.cuts[0]!.length + 1;
  const fine = rows * n <= cellBudget && rows * k * n <= matrixBudget ? a : mergedAlong(a, 0);
  const left = regrid(fine, fine.shape, [fine.cuts[0]!, everyIndex(k)]);
  const out = emptyBox([a.shape[0]!, n], [fine.cuts[0]!, everyIndex(n)]);
  const error = productError(k, context);
  for (let i = 0; i * n < out.lo.length; i++) {
    const row = {
      lo: left.lo.subarray(i * k, (i + 1) * k),
      hi: left.hi.subarray(i * k, (i + 1) * k),
      nan: left.nan.subarray(i * k, (i + 1) * k),
    };
    const sums = isFiniteRow(row) ? finiteSums(row, matrix) : anySums(row, matrix);
    for (const [j, sum] of sums.entries()) finish(out, i * n + j, sum, error);
  }
  return n <= cellBudget ? simplified(out) : mergedAlong(out, 1);
}

type Row = Pick<Box, "lo" | "hi" | "nan">;

const isFiniteRow = ({ lo, hi, nan }: Row): boolean =>
  lo.every((x) => Number.isFinite(x)) && hi.every((x) => Number.isFinite(x)) && nan.every((flag) => flag === 0);

function anySums({ lo, hi, nan }: Row, { data, k, n, row, column }: Matrix): Sum[] {
  return Array.from({ length: n }, (_, j) => {
    const sum = newSum();
    for (let i = 0; i < k; i++) {
      const w = data[i * row + j * column]!;
      addProduct(sum, 1, lo[i]!, hi[i]!, w, w);
      if (nan[i]) sum.nan = true;
    }
    return sum;
  });
}

/** The same for finite operands: the loop over 25 million weights. */
function finiteSums({ lo, hi }: Row, { data, k, n, row, column }: Matrix): Sum[] {
  const [least, most, size, below, above] = [
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
    new Uint8Array(n),
    new Uint8Array(n),
  ];
  const largest = lo.map((x, i) => Math.max(-x, hi[i]!));
  const add = (w: number, i: number, j: number): void => {
    const low = w > 0 ? w * lo[i]! : w * hi[i]!;
    const high = w > 0 ? w * hi[i]! : w * lo[i]!;
    least[j]! += low;
    most[j]! += high;
    size[j]! += Math.abs(w) * largest[i]!;
    if (low < 0) below[j] = 1;
    if (high > 0) above[j] = 1;
  };
  // along whichever axis the elements lie side by side
  if (column === 1) {
    for (let i = 0; i < k; i++) for (let j = 0; j < n; j++) add(data[i * row + j]!, i, j);
  } else {
    for (let j = 0; j < n; j++) for (let i = 0; i < k; i++) add(data[i * row + j * column]!, i, j);
  }
  return Array.from(least, (low, j) => ({
    lo: low,
    hi: most[j]!,
    size: size[j]!,
    nan: false,
    infinite: false,
    below: below[j] === 1,
    above: above[j] === 1,
  }));
}

/** The last two axes as a matrix, for each cell of the leading ones. */
function matrixAt(box: Box, index: number): Box {
  const rank = box.shape.length;
  const cuts = box.cuts.slice(rank - 2);
  const size = (cuts[0]!.length + 1) * (cuts[1]!.length + 1);
  const at = <T extends Float64Array | Uint8Array>(array: T): T =>
    array.subarray(index * size, (index + 1) * size) as T;
  return { shape: box.shape.slice(rank - 2), cuts, lo: at(box.lo), hi: at(box.hi), nan: at(box.nan) };
}

/** The matrix product over the last two axes, earlier axes broadcast. */
export function productCells(a: Box, b: Box, shape: Shape, constant: Value | null, context: CellContext): Box {
  const batch = shape.slice(0, -2);
  if (constant && constant.shape.length === 2 && sizeOf(constant.shape) > 0) {
    const [k, n] = constant.shape as [number, number];
    const matrix = { data: constant.data, k, n, row: n, column: 1 };
    return stacked(leadingCuts(a, batch), shape, (i) => timesMatrix(matrixAt(a, i), matrix, context));
  }
  const common = [a, b].map((box) => leadingCuts(box, batch));
  const cuts = batch.map((_, axis) => unionOfCuts(common[0]![axis]!, common[1]![axis]!));
  const [left, right] = [a, b].map((box) =>
    regrid(box, [...batch, ...box.shape.slice(-2)], [...cuts, ...box.cuts.slice(-2)]),
  );
  return stacked(cuts, shape, (i) => multiplied(matrixAt(left!, i), matrixAt(right!, i), context));
}

const leadingCuts = (box: Box, batch: Shape): (readonly number[])[] =>
  batch.map((_, axis) => {
    const own = axis - (batch.length - (box.shape.length - 2));
    return own < 0 ? [] : box.cuts[own]!;
  });

/** One matrix of cells for each cell of the leading axes; all on the union of their cuts. */
function stacked(cuts: readonly (readonly number[])[], shape: Shape, matrixOf: (index: number) => Box): Box {
  const count = cuts.reduce((n, axis) => n * (axis.length + 1), 1);
  const matrices = Array.from({ length: count }, (_, i) => matrixOf(i));
  const inner = [0, 1].map((axis) =>
    matrices.reduce<readonly number[]>((all, m) => unionOfCuts(all, m.cuts[axis]!), []),
  );
  const out = emptyBox(shape, [...cuts, ...inner]);
  matrices.forEach((matrix, i) => {
    const grid = regrid(matrix, matrix.shape, inner);
    for (const key of ["lo", "hi", "nan"] as const) out[key].set(grid[key], i * grid.lo.length);
  });
  return out;
}

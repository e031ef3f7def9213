/** @file Rules on boxes of elementwise ops and of ops that move elements. */
import {
  type Box,
  type CellContext,
  cellBudget,
  emptyBox,
  hullOf,
  isUniform,
  partsOf,
  uniformBox,
} from "../graph/box.ts";
import {
  commonCuts,
  everyIndex,
  mergedAlong,
  noCuts,
  regrid,
  simplified,
  unionOfCuts,
  withinBudget,
} from "../graph/grid.ts";
import type { Node } from "../graph/node.ts";
import { isAbsent, type Range } from "../graph/op.ts";
import { type Shape, sizeOf } from "../util/shape.ts";

interface MutableRange {
  lo: number;
  hi: number;
  nan: boolean;
}

/** Rule of an elementwise op: its `range` on every cell of the operands' common refinement. */
export function eachCell(inputs: readonly Box[], node: Node): Box {
  const { range } = node.op;
  if (isAbsent(range)) throw new Error(`${node.op.name} has no range to be lifted to cells`);
  const cuts = commonCuts(inputs, node.shape);
  const grids = inputs.map((box) => regrid(box, node.shape, cuts));
  const operands = inputs.map((): MutableRange => ({ lo: 0, hi: 0, nan: false }));
  const out = emptyBox(node.shape, cuts);
  for (let cell = 0; cell < out.lo.length; cell++) {
    for (let k = 0; k < operands.length; k++) {
      const [operand, grid] = [operands[k]!, grids[k]!];
      operand.lo = grid.lo[cell]!;
      operand.hi = grid.hi[cell]!;
      operand.nan = grid.nan[cell] === 1;
    }
    const result: Range = range(operands, node);
    out.lo[cell] = result.lo;
    out.hi[cell] = result.hi;
    out.nan[cell] = result.nan ? 1 : 0;
  }
  return out;
}

/**
 * Rule of x times something between 0 and 1 that engines know absolutely, to so many roundoffs: far below 0, where the
 * result is small, the error is one of x.
 */
export const eachCellOffBy =
  (roundoffs: number) =>
  ([x]: readonly Box[], node: Node, { roundoff }: CellContext): Box => {
    const box = eachCell([x!], node);
    const slack = x!.lo.map((lo) => (lo < 0 && Number.isFinite(lo) ? roundoffs * roundoff * -lo : 0));
    return { ...box, lo: box.lo.map((lo, i) => lo - slack[i]!), hi: box.hi.map((hi, i) => hi + slack[i]!) };
  };

/** Rule of ops whose result has the operand's elements in place: identity, a stop of gradients. */
export const sameCells = ([x]: readonly Box[]): Box => x!;

/** Rule of a repetition along axes of size 1 and new leading axes. */
export const repeatedCells = ([x]: readonly Box[], { shape }: { readonly shape: Shape }): Box =>
  regrid(
    x!,
    shape,
    shape.map((_, axis) => {
      const own = axis - (shape.length - x!.shape.length);
      return own < 0 ? [] : x!.cuts[own]!;
    }),
  );

/** The box with its axes permuted: axis i of the result is axis permutation[i]. */
export function permutedCells(x: Box, permutation: readonly number[]): Box {
  const out = emptyBox(
    permutation.map((axis) => x.shape[axis]!),
    permutation.map((axis) => x.cuts[axis]!),
  );
  if (isUniform(x)) return regrid(x, out.shape, out.cuts);
  const parts = partsOf(x);
  const strides = parts.map((_, axis) => parts.slice(axis + 1).reduce((n, p) => n * p, 1));
  const steps = permutation.map((axis) => strides[axis]!);
  const sizes = permutation.map((axis) => parts[axis]!);
  const counter = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.lo.length; to++) {
    [out.lo[to], out.hi[to], out.nan[to]] = [x.lo[from]!, x.hi[from]!, x.nan[from]!];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const wraps = ++counter[axis]! === sizes[axis];
      from += steps[axis]! * (wraps ? 1 - sizes[axis]! : 1);
      if (!wraps) break;
      counter[axis] = 0;
    }
  }
  return out;
}

/** The elements with the given indices along an axis, in their order: slices, repetitions, reversals, gathers. */
export function pickedCells(x: Box, axis: number, indices: ArrayLike<number>): Box {
  const size = indices.length;
  const shape = x.shape.map((d, i) => (i === axis ? size : d));
  const own = x.cuts[axis]!;
  if (own.length === 0) return { ...x, shape };
  const part = partOfIndex(x.shape[axis]!, own);
  const cuts = everyIndex(size).filter((i) => part[indices[i]!] !== part[indices[i - 1]!]);
  const first = [0, ...cuts].map((i) => part[indices[i]!]!);
  const grid = x.cuts.map((c, i) => (i === axis ? cuts : c));
  const out = emptyBox(shape, grid);
  const inner = x.cuts.slice(axis + 1).reduce((n, c) => n * (c.length + 1), 1);
  const before = own.length + 1;
  const outer = x.lo.length / (before * inner);
  for (let i = 0, to = 0; i < outer; i++) {
    for (const source of first) {
      const from = (i * before + source) * inner;
      out.lo.set(x.lo.subarray(from, from + inner), to);
      out.hi.set(x.hi.subarray(from, from + inner), to);
      out.nan.set(x.nan.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return out;
}

function partOfIndex(size: number, cuts: readonly number[]): Int32Array {
  const part = new Int32Array(size);
  for (let i = 0, k = 0; i < size; i++) {
    if (cuts[k] === i) k++;
    part[i] = k;
  }
  return part;
}

/** Elements start … end − 1 of an axis. */
export const slicedCells = (x: Box, axis: number, start: number, end: number): Box =>
  start === 0 && end === x.shape[axis]
    ? x
    : pickedCells(
        x,
        axis,
        Array.from({ length: end - start }, (_, i) => start + i),
      );

/** The boxes joined along an axis. */
export function joinedCells(boxes: readonly Box[], axis: number): Box {
  const shape = boxes[0]!.shape.map((d, i) => (i === axis ? boxes.reduce((n, box) => n + box.shape[axis]!, 0) : d));
  const cuts: (readonly number[])[] = shape.map((_, i) =>
    i === axis ? [] : boxes.reduce<readonly number[]>((all, box) => unionOfCuts(all, box.cuts[i]!), []),
  );
  const along: number[] = [];
  let offset = 0;
  for (const box of boxes) {
    if (offset > 0 && box.shape[axis]! > 0) along.push(offset);
    along.push(...box.cuts[axis]!.map((cut) => cut + offset));
    offset += box.shape[axis]!;
  }
  cuts[axis] = along;
  const kept = withinBudget(cuts);
  if (kept[axis] !== along) return uniformBox(shape, hullOfAll(boxes));
  const out = emptyBox(shape, kept);
  const inner = kept.slice(axis + 1).reduce((n, c) => n * (c.length + 1), 1);
  const row = (along.length + 1) * inner;
  let start = 0;
  for (const box of boxes.filter((each) => each.shape[axis]! > 0)) {
    const grid = regrid(
      box,
      box.shape,
      kept.map((c, i) => (i === axis ? box.cuts[axis]! : c)),
    );
    const own = (box.cuts[axis]!.length + 1) * inner;
    for (let i = 0; i * own < grid.lo.length; i++) {
      for (const key of ["lo", "hi", "nan"] as const)
        out[key].set(grid[key].subarray(i * own, (i + 1) * own), i * row + start);
    }
    start += own;
  }
  return simplified(out);
}

function hullOfAll(boxes: readonly Box[]): Range {
  const hulls = boxes.filter(({ shape }) => sizeOf(shape) > 0).map(hullOf);
  return {
    lo: Math.min(...hulls.map(({ lo }) => lo)),
    hi: Math.max(...hulls.map(({ hi }) => hi)),
    nan: hulls.some(({ nan }) => nan),
  };
}

/** The box of the same elements, row-major, under another shape. */
export function reshapedCells(x: Box, shape: Shape): Box {
  if (isUniform(x) || sizeOf(shape) === 0) return uniformBox(shape, hullOf(x));
  let [from, cuts] = [x, noCuts(shape) as (readonly number[])[]];
  for (const [own, to] of axisGroups(x.shape, shape)) {
    const moved = movedCuts(from, own, shape, to);
    if (moved) {
      for (const [i, axis] of to.entries()) cuts[axis] = moved[i]!;
      continue;
    }
    const size = own.reduce((n, axis) => n * x.shape[axis]!, 1);
    const others = from.cuts.reduce((n, c, axis) => (own.includes(axis) ? n : n * (c.length + 1)), 1);
    if (size * others > cellBudget) {
      for (const axis of own) from = mergedAlong(from, axis);
      continue;
    }
    from = regrid(
      from,
      from.shape,
      from.cuts.map((c, axis) => (own.includes(axis) ? everyIndex(x.shape[axis]!) : c)),
    );
    for (const axis of to) cuts[axis] = everyIndex(shape[axis]!);
  }
  return simplified({ ...from, shape, cuts });
}

/** The cuts of a group of axes under its new axes where no cell must be cut further, else null. */
function movedCuts(x: Box, own: readonly number[], shape: Shape, to: readonly number[]): (readonly number[])[] | null {
  const empty = to.map((): readonly number[] => []);
  const cutAxes = own.filter((axis) => x.cuts[axis]!.length > 0);
  if (cutAxes.length === 0) return empty;
  const wide = own.filter((axis) => x.shape[axis]! > 1);
  const wideTo = to.filter((axis) => shape[axis]! > 1);
  if (cutAxes.length > 1 || cutAxes[0] !== wide[0]) return null;
  const inner = wide.slice(1).reduce((n, axis) => n * x.shape[axis]!, 1);
  const innerTo = wideTo.slice(1).reduce((n, axis) => n * shape[axis]!, 1);
  const flat = x.cuts[wide[0]!]!.map((cut) => cut * inner);
  if (flat.some((cut) => cut % innerTo !== 0)) return null;
  return to.map((axis, i) => (axis === wideTo[0] ? flat.map((cut) => cut / innerTo) : empty[i]!));
}

/** Runs of axes of the two shapes that hold the same elements, as short as they can be. */
function axisGroups(from: Shape, to: Shape): [number[], number[]][] {
  const groups: [number[], number[]][] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const group: [number[], number[]] = [[], []];
    let [a, b] = [1, 1];
    do {
      if ((a <= b && i < from.length) || j >= to.length) {
        a *= from[i]!;
        group[0].push(i++);
      } else {
        b *= to[j]!;
        group[1].push(j++);
      }
    } while ((a !== b || group[0].length === 0 || group[1].length === 0) && (i < from.length || j < to.length));
    groups.push(group);
  }
  return groups;
}

/** @file Grids of boxes: a box on other cuts, the common refinement of several, equal neighbours merged. */
import type { Shape } from "../util/shape.ts";
import { type Box, cellBudget, emptyBox, isUniform } from "./box.ts";

export type Cuts = readonly (readonly number[])[];

export const noCuts = (shape: Shape): number[][] => shape.map(() => []);

/** A cut before every index but the first. */
export const everyIndex = (size: number): number[] => Array.from({ length: Math.max(0, size - 1) }, (_, i) => i + 1);

/** Rising union of two lists of cuts. */
export function unionOfCuts(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

const sameCuts = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((cut, i) => cut === b[i]));

const cellsOf = (cuts: Cuts): number => cuts.reduce((n, axis) => n * (axis.length + 1), 1);

/** The cuts with those of the most finely cut axes left out until the cells are within the budget. */
export function withinBudget(cuts: Cuts, budget: number = cellBudget): Cuts {
  let kept = cuts;
  while (cellsOf(kept) > budget) {
    const longest = Math.max(...kept.map((axis) => axis.length));
    const drop = kept.findIndex(({ length }) => length === longest);
    kept = kept.map((axis, i) => (i === drop ? [] : axis));
  }
  return kept;
}

/** The cuts of every box broadcast to `shape`, as far as the budget allows. */
export function commonCuts(boxes: readonly Box[], shape: Shape): Cuts {
  const cuts = shape.map((_, axis) =>
    boxes.reduce<readonly number[]>((all, box) => {
      const own = axis - (shape.length - box.shape.length);
      return own < 0 ? all : unionOfCuts(all, box.cuts[own]!);
    }, []),
  );
  return withinBudget(cuts);
}

/** For each part of `cuts`, the first and the last part of `from` that it meets. */
function overlaps(cuts: readonly number[], size: number, from: readonly number[]): [Int32Array, Int32Array] {
  const first = new Int32Array(cuts.length + 1);
  const last = new Int32Array(cuts.length + 1);
  let part = 0;
  for (let i = 0; i <= cuts.length; i++) {
    const start = i === 0 ? 0 : cuts[i - 1]!;
    while (part < from.length && from[part]! <= start) part++;
    first[i] = part;
    while (part < from.length && from[part]! < (cuts[i] ?? size)) part++;
    last[i] = part;
  }
  return [first, last];
}

/** The box with one axis of another size (if it was 1) and other cuts. */
function recut(box: Box, axis: number, size: number, cuts: readonly number[]): Box {
  const [first, last] = overlaps(cuts, size, box.cuts[axis]!);
  const before = box.cuts[axis]!.length + 1;
  const out = emptyBox(
    box.shape.map((d, i) => (i === axis ? size : d)),
    box.cuts.map((own, i) => (i === axis ? cuts : own)),
  );
  const inner = box.cuts.slice(axis + 1).reduce((n, own) => n * (own.length + 1), 1);
  const outer = box.lo.length / (before * inner);
  let to = 0;
  for (let i = 0; i < outer; i++) {
    for (let k = 0; k < first.length; k++) {
      for (let j = 0; j < inner; j++, to++) {
        let from = (i * before + first[k]!) * inner + j;
        [out.lo[to], out.hi[to], out.nan[to]] = [box.lo[from]!, box.hi[from]!, box.nan[from]!];
        for (let part = first[k]! + 1; part <= last[k]!; part++) {
          from += inner;
          if (box.lo[from]! < out.lo[to]!) out.lo[to] = box.lo[from]!;
          if (box.hi[from]! > out.hi[to]!) out.hi[to] = box.hi[from]!;
          out.nan[to]! |= box.nan[from]!;
        }
      }
    }
  }
  return out;
}

/** The box broadcast to `shape` and cut at `cuts`; a cell that meets several is their hull. */
export function regrid(box: Box, shape: Shape, cuts: Cuts): Box {
  const offset = shape.length - box.shape.length;
  let result: Box =
    offset === 0
      ? box
      : {
          ...box,
          shape: [...new Array<number>(offset).fill(1), ...box.shape],
          cuts: [...noCuts(shape.slice(0, offset)), ...box.cuts],
        };
  if (isUniform(result)) return filled(result, shape, cuts);
  shape.forEach((size, axis) => {
    if (result.shape[axis] !== size || !sameCuts(result.cuts[axis]!, cuts[axis]!))
      result = recut(result, axis, size, cuts[axis]!);
  });
  return result;
}

function filled(box: Box, shape: Shape, cuts: Cuts): Box {
  const out = emptyBox(shape, cuts);
  out.lo.fill(box.lo[0]!);
  out.hi.fill(box.hi[0]!);
  out.nan.fill(box.nan[0]!);
  return out;
}

/** The box with the axis in one part. */
export const mergedAlong = (box: Box, axis: number): Box =>
  box.cuts[axis]!.length === 0 ? box : recut(box, axis, box.shape[axis]!, []);

/** Leaves out cuts between parts whose cells are all equal. */
export function simplified(box: Box): Box {
  let result = box;
  box.shape.forEach((size, axis) => {
    const cuts = result.cuts[axis]!;
    if (cuts.length === 0) return;
    const kept = cuts.filter((_, i) => !equalParts(result, axis, i, i + 1));
    if (kept.length < cuts.length) result = recut(result, axis, size, kept);
  });
  return result;
}

function equalParts(box: Box, axis: number, a: number, b: number): boolean {
  const parts = box.cuts[axis]!.length + 1;
  const inner = box.cuts.slice(axis + 1).reduce((n, own) => n * (own.length + 1), 1);
  const step = (b - a) * inner;
  for (let outer = 0; outer < box.lo.length; outer += parts * inner) {
    for (let i = outer + a * inner; i < outer + (a + 1) * inner; i++) {
      if (box.lo[i] !== box.lo[i + step] || box.hi[i] !== box.hi[i + step] || box.nan[i] !== box.nan[i + step])
        return false;
    }
  }
  return true;
}

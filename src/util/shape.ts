/** @file Shape arithmetic: sizes, strides, NumPy broadcasting and axis normalisation. */
import { ShapeError } from "./errors.ts";

export type Shape = readonly number[];

/** Number of elements; 1 for a scalar. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, dimension) => product * dimension, 1);

export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The shape that NumPy broadcasting gives, or null where the shapes do not fit. */
export function tryBroadcast(...shapes: readonly Shape[]): Shape | null {
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const axis = rank - shape.length + i;
      const dimension = shape[i]!;
      if (dimension === 1) continue;
      if (result[axis] !== 1 && result[axis] !== dimension) return null;
      result[axis] = dimension;
    }
  }
  return result;
}

/** As tryBroadcast, but throws a ShapeError that shows the shapes. */
export function broadcastShapes(what: string, ...shapes: readonly Shape[]): Shape {
  const result = tryBroadcast(...shapes);
  if (result) return result;
  throw new ShapeError(`${what}: shapes ${shapes.map(formatShape).join(" and ")} do not broadcast`, {
    found: "aligned from the right, each pair of dimensions must be equal or contain a 1",
    help: "transpose or reshape one of them, or keep the reduced axis with keepdims: true",
  });
}

/** Axes of `shape` over which a value of shape `from` was repeated to reach it, as axes of `shape`. */
export function broadcastAxes(from: Shape, shape: Shape): number[] {
  const offset = shape.length - from.length;
  return shape.flatMap((d, axis) => (axis < offset || (from[axis - offset] === 1 && d !== 1) ? [axis] : []));
}

/** Strides with which a row-major value of shape `from` is read as if it had shape `to`: 0 where repeated. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from);
  const offset = to.length - from.length;
  return to.map((_, axis) => (axis < offset || from[axis - offset] === 1 ? 0 : strides[axis - offset]!));
}

/** Axes as sorted, non-negative, distinct numbers; `undefined` means all axes. */
export function normalizeAxes(what: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axes === "number" ? [axes] : axes;
  const result = list.map((axis) => {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new ShapeError(`${what}: axis ${axis} does not exist in a value of ${rank} dimensions`, {
        help: rank === 0 ? "a scalar has no axes" : `use an axis from ${-rank} to ${rank - 1}`,
      });
    }
    return axis < 0 ? axis + rank : axis;
  });
  if (new Set(result).size !== result.length) throw new ShapeError(`${what}: axes ${formatShape(list)} repeat an axis`);
  return result.sort((a, b) => a - b);
}

/** Shape after reducing over `axes` (normalised). */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): number[] {
  return shape.flatMap((d, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [d]));
}

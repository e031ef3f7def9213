/** @file NumPy's words for options, and their translation to the ops' attributes. */
import type { Node } from "../graph/node.ts";
import type { ReduceOptions } from "../ops/_reduce.ts";
import { slice } from "../ops/slice.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape } from "../util/shape.ts";

export interface AxisOptions {
  /** The axis or axes to reduce; negative ones count from the last. All when left out. */
  readonly axis?: number | readonly number[];
  /** Whether reduced axes stay as axes of size 1. */
  readonly keepdims?: boolean;
}

export const reduceOptions = ({ axis, keepdims = false }: AxisOptions): ReduceOptions =>
  axis === undefined ? { keepdims } : { axes: axis, keepdims };

/** x[start : end, …]: negative numbers count from the end, an end left out is the size, axes left out are whole. */
export function sliceNode(x: Node, starts: readonly number[], ends: readonly (number | undefined)[]): Node {
  const { shape } = x;
  if (Math.max(starts.length, ends.length) > shape.length) {
    throw new ShapeError(`slice: ${formatShape(starts)} names more axes than ${formatShape(shape)} has`);
  }
  const fromStart = (index: number, size: number): number => (index < 0 ? index + size : index);
  return slice(
    x,
    shape.map((size, axis) => fromStart(starts[axis] ?? 0, size)),
    shape.map((size, axis) => fromStart(ends[axis] ?? size, size)),
  );
}

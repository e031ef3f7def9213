/** @file What reductions share: attributes, type rule and the loop over groups of elements. */
import type { Type, Value } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import type { OnnxBuilder } from "../graph/op.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape, normalizeAxes, reducedShape, stridesOf } from "../util/shape.ts";
import { reshape } from "./reshape.ts";

export interface ReduceAttrs {
  /** Sorted, non-negative. */
  readonly axes: readonly number[];
  readonly keepdims: boolean;
}

export interface ReduceOptions {
  readonly axes?: number | readonly number[];
  readonly keepdims?: boolean;
}

export const reduceAttrs = (what: string, x: Type, options: ReduceOptions = {}): ReduceAttrs => ({
  axes: normalizeAxes(what, options.axes, x.shape.length),
  keepdims: options.keepdims ?? false,
});

export const reducedType = ([x]: readonly Type[], { axes, keepdims }: ReduceAttrs): Type => ({
  shape: reducedShape(x!.shape, axes, keepdims),
  dtype: x!.dtype,
});

/** The same for reductions that have no value over zero elements. */
export const reducedNonEmptyType =
  (what: string) =>
  (inputs: readonly Type[], attrs: ReduceAttrs): Type => {
    if (groupSize(inputs[0]!, attrs.axes) > 0) return reducedType(inputs, attrs);
    throw new ShapeError(
      `${what}: ${formatShape(inputs[0]!.shape)} has no elements along axes ${formatShape(attrs.axes)}`,
    );
  };

/** Lowering to one of ONNX's reductions; over no axes it is the identity. */
export const onnxReduce =
  (opType: string) =>
  (b: OnnxBuilder, [x]: readonly string[], { attrs }: Node<ReduceAttrs>): string =>
    attrs.axes.length === 0
      ? b.op("Identity", [x!])
      : b.op(opType, [x!, b.constant("int64", [attrs.axes.length], attrs.axes)], {
          keepdims: { int: attrs.keepdims ? 1 : 0 },
          noop_with_empty_axes: { int: 0 },
        });

/** Reference loop: folds the elements of each group in row-major order. */
export const fold =
  (
    start: number,
    step: (accumulated: number, x: number) => number,
    finish: (total: number, count: number) => number = (total) => total,
  ) =>
  ([x]: readonly Value[], { axes }: ReduceAttrs, out: Value): void => {
    const totals = new Float64Array(out.data.length).fill(start);
    forEachInGroups(x!, axes, (group, index) => {
      totals[group] = step(totals[group]!, x!.data[index]!);
    });
    const count = out.data.length === 0 ? 0 : x!.data.length / out.data.length;
    for (let i = 0; i < totals.length; i++) out.data[i] = finish(totals[i]!, count);
  };

/** Visits every element of x with the flat index of the group it is reduced into. */
export function forEachInGroups(
  x: Value,
  axes: readonly number[],
  visit: (group: number, index: number) => void,
): void {
  const kept = x.shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
  const groupStrides = stridesOf(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const counter = new Array<number>(x.shape.length).fill(0);
  let group = 0;
  for (let index = 0; index < x.data.length; index++) {
    visit(group, index);
    for (let axis = x.shape.length - 1; axis >= 0; axis--) {
      const wraps = ++counter[axis]! === x.shape[axis]!;
      group += groupStrides[axis]! * (wraps ? 1 - x.shape[axis]! : 1);
      if (!wraps) break;
      counter[axis] = 0;
    }
  }
}

/** A reduced value (or its cotangent) with the reduced axes put back as size 1. */
export const withReducedAxes = (y: Node, x: Node, { axes, keepdims }: ReduceAttrs): Node =>
  keepdims ? y : reshape(y, reducedShape(x.shape, axes, true));

/** How many elements of x fall into one group. */
export const groupSize = (x: Type, axes: readonly number[]): number => axes.reduce((n, axis) => n * x.shape[axis]!, 1);

/** @file slice: a box of consecutive elements. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OnnxBuilder, OpDef } from "../graph/op.ts";
import { unchanged } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape, type Shape, stridesOf } from "../util/shape.ts";
import { slicedCells } from "./_cells.ts";
import { scalarLike } from "./_elementwise.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { concat } from "./concat.ts";

export interface SliceAttrs {
  /** First index along every axis. */
  readonly starts: readonly number[];
  /** One past the last index along every axis. */
  readonly ends: readonly number[];
}

export const sliceOp: OpDef<SliceAttrs> = {
  name: "slice",
  formula: "x[start : end, …]",
  infer: ([x], { starts, ends }) => {
    const { shape, dtype } = x!;
    const fits = starts.every((start, i) => start >= 0 && start <= ends[i]! && ends[i]! <= shape[i]!);
    if (fits && starts.length === shape.length && ends.length === shape.length) {
      return { shape: starts.map((start, i) => ends[i]! - start), dtype };
    }
    throw new ShapeError(
      `slice: ${formatShape(starts)} to ${formatShape(ends)} is no box inside ${formatShape(shape)}`,
      {
        help: "give a start and an end for every axis, 0 ≤ start ≤ end ≤ size",
      },
    );
  },
  reference: ([x], { starts }, out) => {
    const strides = stridesOf(x!.shape);
    const inner = stridesOf(out.shape);
    for (let i = 0; i < out.data.length; i++) {
      let [rest, from] = [i, 0];
      for (let axis = 0; axis < inner.length; axis++) {
        const index = Math.floor(rest / inner[axis]!);
        rest -= index * inner[axis]!;
        from += (index + starts[axis]!) * strides[axis]!;
      }
      out.data[i] = x!.data[from]!;
    }
  },
  vjp: (ct, { inputs: [x], attrs: { starts } }) => [paddedWithZeros(ct, x!.shape, starts)],
  onnx: (b, [x], { dtype, attrs: { starts, ends } }) => {
    if (starts.length === 0) return b.op("Identity", [x!]);
    if (b.target === "webgpu" && (dtype === "uint8" || dtype === "bool")) return gathered(b, x!, starts, ends);
    const list = (numbers: readonly number[]): string => b.constant("int64", [numbers.length], numbers);
    return b.op("Slice", [
      x!,
      list(starts),
      list(ends),
      list(starts.map((_, axis) => axis)),
      list(starts.map(() => 1)),
    ]);
  },
  range: unchanged,
  cells: ([x], { attrs: { starts, ends } }) =>
    starts.reduce((box, start, axis) => slicedCells(box, axis, start, ends[axis]!), x!),
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { starts: [1, 0], ends: [3, 2] }, inputs: [{ shape: [3, 4] }] },
    { attrs: { starts: [0, 1, 2], ends: [2, 3, 4] }, inputs: [{ shape: [2, 3, 4] }] },
    { attrs: { starts: [2], ends: [5] }, inputs: [{ shape: [5], dtype: "uint8", domain: [0, 255] }] },
  ],
};

/** Gather moves bytes on WebGPU, Slice does not. */
function gathered(b: OnnxBuilder, x: string, starts: readonly number[], ends: readonly number[]): string {
  return starts.reduce((value, start, axis) => {
    const rows = Array.from({ length: ends[axis]! - start }, (_, i) => start + i);
    return b.op("Gather", [value, b.constant("int32", [rows.length], rows)], { axis: { int: axis } });
  }, x);
}

/** x at `starts` in zeros of `shape`. */
function paddedWithZeros(x: Node, shape: Shape, starts: readonly number[]): Node {
  return shape.reduce((padded, size, axis) => {
    const zeros = (n: number): Node[] =>
      n > 0
        ? [
            broadcastTo(
              scalarLike(x, 0),
              padded.shape.map((d, i) => (i === axis ? n : d)),
            ),
          ]
        : [];
    const before = starts[axis]!;
    return concat([...zeros(before), padded, ...zeros(size - before - padded.shape[axis]!)], axis);
  }, x);
}

/** Every axis has its start and end; leaves out nothing when they span the whole value. */
export const slice = (x: Node, starts: readonly number[], ends: readonly number[]): Node =>
  starts.length === x.shape.length && starts.every((start, i) => start === 0 && ends[i] === x.shape[i])
    ? x
    : makeNode(sliceOp, [x], { starts, ends });

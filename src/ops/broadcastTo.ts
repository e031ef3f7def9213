/** @file broadcastTo: repeats a value along axes of size 1 and new leading axes. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { unchanged } from "../graph/range.ts";
import { ShapeError } from "../util/errors.ts";
import { formatShape, type Shape, sameShape, tryBroadcast } from "../util/shape.ts";
import { repeatedCells } from "./_cells.ts";
import { forEachIndex, unbroadcast } from "./_elementwise.ts";

export interface BroadcastAttrs {
  readonly shape: Shape;
}

export const broadcastToOp: OpDef<BroadcastAttrs> = {
  name: "broadcastTo",
  formula: "x repeated to a shape",
  infer: ([x], { shape }) => {
    const result = tryBroadcast(x!.shape, shape);
    if (!result || !sameShape(result, shape)) {
      throw new ShapeError(`broadcastTo: ${formatShape(x!.shape)} cannot be repeated to ${formatShape(shape)}`);
    }
    return { shape, dtype: x!.dtype };
  },
  reference: ([x], _attrs, out) =>
    forEachIndex(out.shape, [x!], (i, [p]) => {
      out.data[i] = x!.data[p!]!;
    }),
  vjp: (ct, { inputs: [x] }) => [unbroadcast(ct, x!)],
  onnx: (b, [x], { attrs }) => b.op("Expand", [x!, b.constant("int64", [attrs.shape.length], attrs.shape)]),
  range: unchanged,
  cells: repeatedCells,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { shape: [3, 4] }, inputs: [{ shape: [4] }] },
    { attrs: { shape: [2, 3, 2] }, inputs: [{ shape: [3, 1] }] },
  ],
};

export const broadcastTo = (x: Node, shape: Shape): Node =>
  sameShape(x.shape, shape) ? x : makeNode(broadcastToOp, [x], { shape });

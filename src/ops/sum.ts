/** @file sum: over axes. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { summedCells } from "./_cellsReduce.ts";
import { sumOfRange } from "./_ranges.ts";
import {
  fold,
  groupSize,
  onnxReduce,
  type ReduceAttrs,
  type ReduceOptions,
  reduceAttrs,
  reducedType,
  withReducedAxes,
} from "./_reduce.ts";
import { broadcastTo } from "./broadcastTo.ts";

export const sumOp: OpDef<ReduceAttrs> = {
  name: "sum",
  formula: "Σ x over axes",
  infer: reducedType,
  reference: fold(0, (total, x) => total + x),
  vjp: (ct, node) => {
    const x = node.inputs[0]!;
    return [broadcastTo(withReducedAxes(ct, x, node.attrs), x.shape)];
  },
  onnx: onnxReduce("ReduceSum"),
  range: ([x], node) => sumOfRange(x!, groupSize(node.inputs[0]!, node.attrs.axes)),
  cells: summedCells,
  ulps: 0,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axes: [1], keepdims: false }, inputs: [{ shape: [3, 4] }] },
    { attrs: { axes: [0, 2], keepdims: true }, inputs: [{ shape: [2, 3, 4] }] },
    { attrs: { axes: [0], keepdims: false }, inputs: [{ shape: [5] }] },
    { attrs: { axes: [], keepdims: false }, inputs: [{ shape: [2, 3] }] },
  ],
};

export const sum = (x: Node, options?: ReduceOptions): Node => makeNode(sumOp, [x], reduceAttrs("sum", x, options));

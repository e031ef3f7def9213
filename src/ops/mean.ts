/** @file mean: arithmetic mean over axes. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { meanCells } from "./_cellsReduce.ts";
import { sameFloatType, scalarLike } from "./_elementwise.ts";
import { sumOfRange } from "./_ranges.ts";
import {
  fold,
  groupSize,
  onnxReduce,
  type ReduceAttrs,
  type ReduceOptions,
  reduceAttrs,
  reducedNonEmptyType,
  withReducedAxes,
} from "./_reduce.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { div } from "./div.ts";

export const meanOp: OpDef<ReduceAttrs> = {
  name: "mean",
  formula: "(1/n) Σ x over axes",
  infer: (inputs, attrs) => reducedNonEmptyType("mean")([sameFloatType("mean")(inputs)], attrs),
  reference: fold(
    0,
    (total, x) => total + x,
    (total, count) => total / count,
  ),
  vjp: (ct, node) => {
    const x = node.inputs[0]!;
    const share = div(ct, scalarLike(ct, groupSize(x, node.attrs.axes)));
    return [broadcastTo(withReducedAxes(share, x, node.attrs), x.shape)];
  },
  onnx: onnxReduce("ReduceMean"),
  range: ([x], node) => range(x!.lo, x!.hi, sumOfRange(x!, groupSize(node.inputs[0]!, node.attrs.axes)).nan),
  cells: meanCells,
  ulps: 1,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axes: [1], keepdims: false }, inputs: [{ shape: [3, 4] }] },
    { attrs: { axes: [0, 2], keepdims: true }, inputs: [{ shape: [2, 3, 4] }] },
    { attrs: { axes: [0], keepdims: false }, inputs: [{ shape: [5] }] },
  ],
};

export const mean = (x: Node, options?: ReduceOptions): Node => makeNode(meanOp, [x], reduceAttrs("mean", x, options));

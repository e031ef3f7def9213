/** @file sum: over axes. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { type ReduceAttrs, type ReduceOptions, fold, groupSize, reduceAttrs, reducedType, withReducedAxes } from "./_reduce.ts";
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
  onnx: (b, [x], { attrs, inputs }) =>
    attrs.axes.length === 0
      ? b.op("Identity", [x!])
      : b.op("ReduceSum", [x!, b.constant("int64", [attrs.axes.length], attrs.axes)], {
          keepdims: { int: attrs.keepdims ? 1 : 0 },
          noop_with_empty_axes: { int: inputs[0]!.shape.length === 0 ? 1 : 0 },
        }),
  range: ([x], node) => {
    const n = groupSize(node.inputs[0]!, node.attrs.axes);
    const mixed = x!.lo === Number.NEGATIVE_INFINITY && x!.hi === Number.POSITIVE_INFINITY && n > 1;
    return n === 0 ? range(0, 0) : range(n * x!.lo, n * x!.hi, x!.nan || mixed);
  },
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axes: [1], keepdims: false }, inputs: [{ shape: [3, 4] }] },
    { attrs: { axes: [0, 2], keepdims: true }, inputs: [{ shape: [2, 3, 4] }] },
    { attrs: { axes: [0], keepdims: false }, inputs: [{ shape: [5] }] },
  ],
};

export const sum = (x: Node, options?: ReduceOptions): Node => makeNode(sumOp, [x], reduceAttrs("sum", x, options));

/** @file max: the largest element over axes; equal largest elements share the gradient evenly. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { unchanged } from "../graph/range.ts";
import { extremeCells } from "./_cellsReduce.ts";
import { fold, onnxReduce, type ReduceAttrs, type ReduceOptions, reduceAttrs, reducedNonEmptyType } from "./_reduce.ts";
import { reducedSelectionVjp } from "./_ties.ts";

export const maxOp: OpDef<ReduceAttrs> = {
  name: "max",
  formula: "max x over axes",
  infer: reducedNonEmptyType("max"),
  reference: fold(Number.NEGATIVE_INFINITY, Math.max),
  vjp: reducedSelectionVjp,
  onnx: onnxReduce("ReduceMax"),
  range: unchanged,
  cells: extremeCells(Math.max),
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: { axes: [1], keepdims: false }, inputs: [{ shape: [3, 4], edges: [-1e30, 1e30] }] },
    { attrs: { axes: [0, 2], keepdims: true }, inputs: [{ shape: [2, 3, 4] }] },
    { attrs: { axes: [0], keepdims: false }, inputs: [{ shape: [5], dtype: "int32" }] },
  ],
};

export const max = (x: Node, options?: ReduceOptions): Node => makeNode(maxOp, [x], reduceAttrs("max", x, options));

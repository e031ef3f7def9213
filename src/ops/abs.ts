/** @file abs: elementwise absolute value. */
import { isFloat } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameArithmeticType } from "./_elementwise.ts";
import { valleyRange } from "./_ranges.ts";
import { mul } from "./mul.ts";
import { sign } from "./sign.ts";

export const absOp: OpDef<null> = {
  name: "abs",
  formula: "|x|",
  infer: sameArithmeticType("abs"),
  reference: eachElement(Math.abs),
  // d|x| = sign(x) dx, and 0 at 0
  vjp: (ct, { inputs: [x] }) => [mul(ct, sign(x!))],
  onnx: (b, [x], { dtype }) => {
    if (b.target !== "webgpu" || isFloat(dtype)) return b.op("Abs", [x!]);
    return b.op("Max", [x!, b.op("Sub", [b.constant(dtype, [], [0]), x!])]);
  },
  range: ([x]) => valleyRange(Math.abs, x!, 0, 0),
  cells: eachCell,
  hazards: [],
  accuracy: "exact",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4], edges: [0, 1e30, -1e-30] }] },
    { attrs: null, inputs: [{ shape: [4], dtype: "int32" }] },
  ],
};

export const abs = (x: Node): Node => makeNode(absOp, [x], null);

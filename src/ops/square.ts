/** @file square: elementwise x². */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { type FloatType, floatLimits } from "../util/float.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameArithmeticType, scalarLike } from "./_elementwise.ts";
import { valleyRange } from "./_ranges.ts";
import { mul } from "./mul.ts";

const largestRoot = (dtype: FloatType): number => Math.sqrt(floatLimits[dtype].max);

export const squareOp: OpDef<null> = {
  name: "square",
  formula: "x²",
  infer: sameArithmeticType("square"),
  reference: eachElement((x) => x * x),
  // d x² = 2x dx
  vjp: (ct, { inputs: [x] }) => [mul(mul(ct, scalarLike(ct, 2)), x!)],
  onnx: (b, [x]) => b.op("Mul", [x!, x!]),
  range: ([x]) => valleyRange((value) => value * value, x!, 0, 0),
  cells: eachCell,
  ulps: 0,
  hazards: [
    {
      operand: 0,
      what: "x² overflows beyond it",
      limit: largestRoot,
      unsafe: (x, dtype) => Math.abs(x) > largestRoot(dtype),
      gives: "Infinity",
    },
  ],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4], edges: [0, 1e15, -1e-15] }] },
    { attrs: null, inputs: [{ shape: [4], dtype: "int32" }] },
  ],
};

export const square = (x: Node): Node => makeNode(squareOp, [x], null);

/** @file sinh: elementwise hyperbolic sine. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { increasing } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType } from "../../../ops/_elementwise.ts";
import { mul } from "../../../ops/mul.ts";
import { largestArgument } from "./_wave.ts";
import { cosh } from "./cosh.ts";

export const sinhOp: OpDef<null> = {
  name: "sinh",
  formula: "½ (eˣ − e⁻ˣ)",
  infer: sameFloatType("sinh"),
  reference: eachElement(Math.sinh),
  // d sinh x = cosh x dx
  vjp: (ct, { inputs: [x] }) => [mul(ct, cosh(x!))],
  onnx: (b, inputs) => b.op("Sinh", inputs),
  range: increasing(Math.sinh),
  cells: eachCell,
  hazards: [
    {
      operand: 0,
      what: "sinh overflows beyond it",
      limit: largestArgument,
      unsafe: (x, dtype) => Math.abs(x) > largestArgument(dtype),
      gives: "±Infinity or NaN",
    },
  ],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-3, 3], edges: [0] }] }],
};

export const sinh = (x: Node): Node => makeNode(sinhOp, [x], null);

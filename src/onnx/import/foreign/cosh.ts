/** @file cosh: elementwise hyperbolic cosine. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType } from "../../../ops/_elementwise.ts";
import { valleyRange } from "../../../ops/_ranges.ts";
import { mul } from "../../../ops/mul.ts";
import { largestArgument } from "./_wave.ts";
import { sinh } from "./sinh.ts";

export const coshOp: OpDef<null> = {
  name: "cosh",
  formula: "½ (eˣ + e⁻ˣ)",
  infer: sameFloatType("cosh"),
  reference: eachElement(Math.cosh),
  // d cosh x = sinh x dx
  vjp: (ct, { inputs: [x] }) => [mul(ct, sinh(x!))],
  onnx: (b, inputs) => b.op("Cosh", inputs),
  range: ([x]) => valleyRange(Math.cosh, x!, 0, 1),
  cells: eachCell,
  hazards: [
    {
      operand: 0,
      what: "cosh overflows beyond it",
      limit: largestArgument,
      unsafe: (x, dtype) => Math.abs(x) > largestArgument(dtype),
      gives: "Infinity",
    },
  ],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-3, 3], edges: [0] }] }],
};

export const cosh = (x: Node): Node => makeNode(coshOp, [x], null);

/** @file sqrt: elementwise square root. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";

export const sqrtOp: OpDef<null> = {
  name: "sqrt",
  formula: "√x",
  infer: sameFloatType("sqrt"),
  reference: eachElement(Math.sqrt),
  // d√x = dx / (2√x)
  vjp: (ct, y) => [div(mul(ct, scalarLike(ct, 0.5)), y)],
  onnx: (b, inputs) => b.op("Sqrt", inputs),
  range: ([x]) => range(Math.sqrt(Math.max(x!.lo, 0)), Math.sqrt(Math.max(x!.hi, 0)), x!.nan || x!.lo < 0),
  cells: eachCell,
  ulps: 0,
  hazards: [
    {
      operand: 0,
      what: "square root of a number below 0; at 0 the gradient 1/(2√x) is infinite",
      limit: () => 0,
      unsafe: (x) => x < 0,
      gives: "NaN",
    },
  ],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [0.1, 5], edges: [1, 1e-30, 1e30] }] }],
};

export const sqrt = (x: Node): Node => makeNode(sqrtOp, [x], null);

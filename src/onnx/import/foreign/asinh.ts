/** @file asinh: elementwise inverse hyperbolic sine. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { increasing } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { div } from "../../../ops/div.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";

export const asinhOp: OpDef<null> = {
  name: "asinh",
  formula: "log(x + √(x² + 1))",
  infer: sameFloatType("asinh"),
  reference: eachElement(Math.asinh),
  // d asinh x = dx / √(x² + 1)
  vjp: (ct, { inputs: [x] }) => [div(ct, sqrt(add(square(x!), scalarLike(ct, 1))))],
  onnx: (b, inputs) => b.op("Asinh", inputs),
  range: increasing(Math.asinh),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-3, 3], edges: [0] }] }],
};

export const asinh = (x: Node): Node => makeNode(asinhOp, [x], null);

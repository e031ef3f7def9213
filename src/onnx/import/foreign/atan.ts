/** @file atan: elementwise inverse tangent. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { increasing } from "../../../graph/range.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { div } from "../../../ops/div.ts";
import { square } from "../../../ops/square.ts";

export const atanOp: OpDef<null> = {
  name: "atan",
  formula: "arctan x",
  infer: sameFloatType("atan"),
  reference: eachElement(Math.atan),
  // d arctan x = dx / (1 + x²)
  vjp: (ct, { inputs: [x] }) => [div(ct, add(square(x!), scalarLike(ct, 1)))],
  onnx: (b, inputs) => b.op("Atan", inputs),
  range: increasing(Math.atan),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], edges: [0, 1e30, -1e30] }] }],
};

export const atan = (x: Node): Node => makeNode(atanOp, [x], null);

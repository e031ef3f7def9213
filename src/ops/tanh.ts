/** @file tanh: elementwise hyperbolic tangent. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "./_elementwise.ts";
import { mul } from "./mul.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";

export const tanhOp: OpDef<null> = {
  name: "tanh",
  formula: "tanh x",
  infer: sameFloatType("tanh"),
  reference: eachElement(Math.tanh),
  // d tanh x = (1 − tanh² x) dx
  vjp: (ct, y) => [mul(ct, sub(scalarLike(y, 1), square(y)))],
  onnx: (b, inputs) => b.op("Tanh", inputs),
  range: increasing(Math.tanh),
  cells: eachCell,
  // ONNX Runtime 1.30 on the CPU: 4.5 ulps off near 9, and 1.0000002 at 20
  ulps: 6,
  exceedsImage: true,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-3, 3], edges: [0, 100, -100] }] }],
};

export const tanh = (x: Node): Node => makeNode(tanhOp, [x], null);

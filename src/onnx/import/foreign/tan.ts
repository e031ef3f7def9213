/** @file tan: elementwise tangent. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { eachCell } from "../../../ops/_cells.ts";
import { eachElement, sameFloatType, scalarLike } from "../../../ops/_elementwise.ts";
import { add } from "../../../ops/add.ts";
import { mul } from "../../../ops/mul.ts";
import { square } from "../../../ops/square.ts";
import { tangentRange } from "./_wave.ts";

export const tanOp: OpDef<null> = {
  name: "tan",
  formula: "tan x",
  infer: sameFloatType("tan"),
  reference: eachElement(Math.tan),
  // d tan x = (1 + tan² x) dx
  vjp: (ct, y) => [mul(ct, add(square(y), scalarLike(ct, 1)))],
  onnx: (b, inputs) => b.op("Tan", inputs),
  range: ([x]) => tangentRange(x!),
  cells: eachCell,
  hazards: [],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-1.4, 1.4], edges: [0] }] }],
};

export const tan = (x: Node): Node => makeNode(tanOp, [x], null);

/** @file exp: elementwise exponential. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { increasing } from "../graph/range.ts";
import { expOverflow } from "../util/float.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType } from "./_elementwise.ts";
import { mul } from "./mul.ts";

export const expOp: OpDef<null> = {
  name: "exp",
  formula: "eˣ",
  infer: sameFloatType("exp"),
  reference: eachElement(Math.exp),
  // d eˣ = eˣ dx
  vjp: (ct, y) => [mul(ct, y)],
  onnx: (b, inputs) => b.op("Exp", inputs),
  range: increasing(Math.exp),
  cells: eachCell,
  hazards: [
    {
      operand: 0,
      what: "exp overflows above it",
      limit: expOverflow,
      unsafe: (x, dtype) => x > expOverflow(dtype),
      gives: "Infinity",
    },
  ],
  accuracy: "rounding",
  samples: [{ attrs: null, inputs: [{ shape: [3, 4], domain: [-5, 5], edges: [0, -80, 80] }] }],
};

export const exp = (x: Node): Node => makeNode(expOp, [x], null);

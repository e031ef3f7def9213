/** @file mul: elementwise product, with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { broadcastType, eachPair, unbroadcast } from "./_elementwise.ts";
import { productRange } from "./_ranges.ts";

export const mulOp: OpDef<null> = {
  name: "mul",
  formula: "a · b",
  commutative: true,
  infer: broadcastType("mul"),
  reference: eachPair((a, b) => a * b),
  // d(ab) = b da + a db
  vjp: (ct, { inputs: [a, b] }) => [unbroadcast(mul(ct, b!), a!), unbroadcast(mul(ct, a!), b!)],
  onnx: (b, inputs) => b.op("Mul", inputs),
  range: ([a, b]) => productRange(a!, b!),
  cells: eachCell,
  ulps: 0,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4] }, { shape: [3, 1] }] },
    { attrs: null, inputs: [{ shape: [2, 3] }, { shape: [] }] },
    {
      attrs: null,
      inputs: [
        { shape: [3], dtype: "int32" },
        { shape: [3], dtype: "int32" },
      ],
    },
  ],
};

export const mul = (a: Node, b: Node): Node => makeNode(mulOp, [a, b], null);

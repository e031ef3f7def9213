/** @file sub: elementwise difference, with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { broadcastType, eachPair, unbroadcast } from "./_elementwise.ts";
import { negated, sumRange } from "./_ranges.ts";
import { neg } from "./neg.ts";

export const subOp: OpDef<null> = {
  name: "sub",
  formula: "a − b",
  infer: broadcastType("sub"),
  reference: eachPair((a, b) => a - b),
  vjp: (ct, { inputs: [a, b] }) => [unbroadcast(ct, a!), neg(unbroadcast(ct, b!))],
  onnx: (b, inputs) => b.op("Sub", inputs),
  range: ([a, b]) => sumRange(a!, negated(b!)),
  cells: eachCell,
  ulps: 0,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4] }, { shape: [4] }] },
    { attrs: null, inputs: [{ shape: [2, 1, 3] }, { shape: [4, 1] }] },
    {
      attrs: null,
      inputs: [
        { shape: [3], dtype: "int32" },
        { shape: [], dtype: "int32" },
      ],
    },
  ],
};

export const sub = (a: Node, b: Node): Node => makeNode(subOp, [a, b], null);

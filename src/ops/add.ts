/** @file add: elementwise sum, with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { eachCell } from "./_cells.ts";
import { broadcastType, eachPair, unbroadcast } from "./_elementwise.ts";
import { sumRange } from "./_ranges.ts";

export const addOp: OpDef<null> = {
  name: "add",
  formula: "a + b",
  commutative: true,
  infer: broadcastType("add"),
  reference: eachPair((a, b) => a + b),
  vjp: (ct, { inputs: [a, b] }) => [unbroadcast(ct, a!), unbroadcast(ct, b!)],
  onnx: (b, inputs) => b.op("Add", inputs),
  range: ([a, b]) => sumRange(a!, b!),
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
        { shape: [], edges: [1e30] },
        { shape: [2], edges: [-1e30, 1] },
      ],
    },
    {
      attrs: null,
      inputs: [
        { shape: [3], dtype: "int32" },
        { shape: [3], dtype: "int32" },
      ],
    },
  ],
};

export const add = (a: Node, b: Node): Node => makeNode(addOp, [a, b], null);

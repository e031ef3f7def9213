/** @file add: elementwise sum, with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { broadcastType, eachPair, unbroadcast } from "./_elementwise.ts";

export const addOp: OpDef<null> = {
  name: "add",
  formula: "a + b",
  commutative: true,
  infer: broadcastType("add"),
  reference: eachPair((a, b) => a + b),
  vjp: (ct, { inputs: [a, b] }) => [unbroadcast(ct, a!), unbroadcast(ct, b!)],
  onnx: (b, inputs) => b.op("Add", inputs),
  range: ([a, b]) =>
    // ∞ + (−∞) is NaN
    range(a!.lo + b!.lo || 0, a!.hi + b!.hi || 0, a!.nan || b!.nan || mayCancel(a!.lo, b!.hi) || mayCancel(b!.lo, a!.hi)),
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4] }, { shape: [4] }] },
    { attrs: null, inputs: [{ shape: [2, 1, 3] }, { shape: [4, 1] }] },
    { attrs: null, inputs: [{ shape: [], edges: [1e30] }, { shape: [2], edges: [-1e30, 1] }] },
  ],
};

const mayCancel = (lo: number, hi: number): boolean => lo === Number.NEGATIVE_INFINITY && hi === Number.POSITIVE_INFINITY;

export const add = (a: Node, b: Node): Node => makeNode(addOp, [a, b], null);

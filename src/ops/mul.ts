/** @file mul: elementwise product, with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef, Range } from "../graph/op.ts";
import { hull } from "../graph/range.ts";
import { broadcastType, eachPair, unbroadcast } from "./_elementwise.ts";

export const mulOp: OpDef<null> = {
  name: "mul",
  formula: "a · b",
  commutative: true,
  infer: broadcastType("mul"),
  reference: eachPair((a, b) => a * b),
  // d(ab) = b da + a db
  vjp: (ct, { inputs: [a, b] }) => [unbroadcast(mul(ct, b!), a!), unbroadcast(mul(ct, a!), b!)],
  onnx: (b, inputs) => b.op("Mul", inputs),
  range: ([a, b]) => hull(corners(a!, b!), a!.nan || b!.nan || zeroTimesInfinity(a!, b!) || zeroTimesInfinity(b!, a!)),
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4] }, { shape: [3, 1] }] },
    { attrs: null, inputs: [{ shape: [2, 3] }, { shape: [] }] },
  ],
};

const contains = (r: Range, x: number): boolean => r.lo <= x && x <= r.hi;
const zeroTimesInfinity = (a: Range, b: Range): boolean =>
  contains(a, 0) && (b.lo === Number.NEGATIVE_INFINITY || b.hi === Number.POSITIVE_INFINITY);
/** 0·∞ counts as 0 here: it is the limit of products with finite numbers; NaN is flagged apart. */
const corners = (a: Range, b: Range): number[] =>
  [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi].map((product) => (Number.isNaN(product) ? 0 : product));

export const mul = (a: Node, b: Node): Node => makeNode(mulOp, [a, b], null);

/** @file xlogy: x log y, with 0 log 0 = 0 and finite gradients there. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef, type Range } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { broadcastFloatType, eachPair, scalarLike } from "./_elementwise.ts";
import { contains, containsInfinity, productRange } from "./_ranges.ts";
import { compare } from "./compare.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

export const xlogyOp: OpDef<null> = {
  name: "xlogy",
  formula: "x log y, 0 where x = 0",
  infer: broadcastFloatType("xlogy"),
  reference: eachPair((x, y) => (x === 0 && y <= 0 ? 0 : x * Math.log(y))),
  // where x = 0 a y of 0 or below is replaced by 1, so that neither x log y nor its gradients log y and x/y see it
  body: ([x, y]) => {
    const one = scalarLike(y!, 1);
    const positive = where(compare(">", y!, scalarLike(y!, 0)), y!, one);
    return mul(x!, log(where(compare("==", x!, scalarLike(x!, 0)), positive, y!)));
  },
  vjp: absent("through the body: log y and x/y"),
  onnx: absent("by the body: ONNX has no such op"),
  range: ([x, y]) => xlogyRange(x!, y!),
  cells: eachCell,
  hazards: [
    {
      operand: 1,
      what: "log of 0 with x other than 0",
      limit: () => 0,
      unsafe: (y) => y === 0,
      gives: "±Infinity or NaN",
    },
    {
      operand: 1,
      what: "log of a number below 0 with x other than 0",
      limit: () => 0,
      unsafe: (y) => y < 0,
      gives: "NaN",
    },
  ],
  accuracy: "rounding",
  samples: [
    {
      attrs: null,
      inputs: [
        { shape: [3, 4], domain: [0.1, 2] },
        { shape: [4], domain: [0.1, 2] },
      ],
    },
    {
      attrs: null,
      inputs: [
        { shape: [5], edges: [0, 0, 1] },
        { shape: [5], domain: [0.1, 2], edges: [0, 0.5, 1e-30] },
      ],
    },
  ],
};

function xlogyRange(x: Range, y: Range): Range {
  if (x.lo === 0 && x.hi === 0) return range(0, 0, x.nan || y.nan || y.hi === Number.POSITIVE_INFINITY);
  const logs = range(Math.log(Math.max(y.lo, 0)), Math.log(Math.max(y.hi, 0)));
  const product = productRange(x, logs);
  const infinityTimesZero = containsInfinity(x) && contains(logs, 0);
  const zeroTimesInfinity = contains(x, 0) && y.hi === Number.POSITIVE_INFINITY;
  return range(product.lo, product.hi, x.nan || y.nan || y.lo < 0 || infinityTimesZero || zeroTimesInfinity);
}

export const xlogy = (x: Node, y: Node): Node => makeNode(xlogyOp, [x, y], null);

/** @file reciprocal: elementwise 1/x. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { eachElement, sameFloatType } from "./_elementwise.ts";
import { contains } from "./_ranges.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { square } from "./square.ts";

export const reciprocalOp: OpDef<null> = {
  name: "reciprocal",
  formula: "1 / x",
  infer: sameFloatType("reciprocal"),
  reference: eachElement((x) => 1 / x),
  // d(1/x) = −dx / x²
  vjp: (ct, y) => [neg(mul(ct, square(y)))],
  onnx: (b, inputs) => b.op("Reciprocal", inputs),
  range: ([x]) =>
    contains(x!, 0)
      ? range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, x!.nan)
      : range(1 / x!.hi, 1 / x!.lo, x!.nan),
  cells: eachCell,
  ulps: 0,
  hazards: [{ operand: 0, what: "division by 0", limit: () => 0, unsafe: (x) => x === 0, gives: "±Infinity or NaN" }],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4], domain: [0.5, 3], edges: [1e-15, 1e30] }] },
    { attrs: null, inputs: [{ shape: [3, 4], domain: [-3, -0.5] }] },
  ],
};

export const reciprocal = (x: Node): Node => makeNode(reciprocalOp, [x], null);

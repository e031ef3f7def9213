/** @file div: elementwise quotient of floats, with broadcasting. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import type { OpDef, Range } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { eachCell } from "./_cells.ts";
import { broadcastFloatType, eachPair, unbroadcast } from "./_elementwise.ts";
import { contains, containsInfinity, cornerRange } from "./_ranges.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";

export const divOp: OpDef<null> = {
  name: "div",
  formula: "a / b",
  infer: broadcastFloatType("div"),
  reference: eachPair((a, b) => a / b),
  // d(a/b) = da / b − (a/b) db / b
  vjp: (ct, y) => {
    const [a, b] = y.inputs;
    const quotient = div(ct, b!);
    return [unbroadcast(quotient, a!), neg(unbroadcast(mul(quotient, y), b!))];
  },
  onnx: (b, inputs) => b.op("Div", inputs),
  range: ([a, b]) => quotientRange(a!, b!),
  cells: eachCell,
  ulps: 0,
  hazards: [
    {
      operand: 1,
      what: "division by 0",
      limit: () => 0,
      unsafe: (x) => x === 0,
      certain: true,
      gives: "±Infinity or NaN",
    },
  ],
  accuracy: "rounding",
  samples: [
    { attrs: null, inputs: [{ shape: [3, 4] }, { shape: [3, 1], domain: [0.5, 3] }] },
    { attrs: null, inputs: [{ shape: [2, 3] }, { shape: [], domain: [-3, -0.5] }] },
    {
      attrs: null,
      inputs: [
        { shape: [3], edges: [0, 1e-30] },
        { shape: [3], domain: [0.5, 3], edges: [1e30, 1e-5] },
      ],
    },
  ],
};

/** A divisor of 0 may be −0, so that a range which reaches it gives either infinity. */
function quotientRange(a: Range, b: Range): Range {
  const hasNoValue = (contains(a, 0) && contains(b, 0)) || (containsInfinity(a) && containsInfinity(b));
  const nan = a.nan || b.nan || hasNoValue;
  if (contains(b, 0)) return range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, nan);
  return cornerRange([a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi], nan);
}

export const div = (a: Node, b: Node): Node => makeNode(divOp, [a, b], null);

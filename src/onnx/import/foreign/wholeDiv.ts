/** @file wholeDiv: quotient of whole numbers without its fraction. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import { absent, type OpDef, type Range } from "../../../graph/op.ts";
import { everything, range } from "../../../graph/range.ts";
import { broadcastType, eachPair } from "../../../ops/_elementwise.ts";
import { contains } from "../../../ops/_ranges.ts";

/** Truncation never leaves the box of the quotients' corners, the divisor's values nearest to 0 included. */
function wholeDivRange(a: Range, b: Range): Range {
  if (a.nan || b.nan) return everything;
  const divisors = [b.lo, b.hi, ...[-1, 1].filter((d) => contains(b, d))].filter((d) => d !== 0);
  const corners = divisors.flatMap((d) => [Math.trunc(a.lo / d) || 0, Math.trunc(a.hi / d) || 0]);
  return corners.length === 0 ? range(0, 0) : range(Math.min(...corners), Math.max(...corners));
}

export const wholeDivOp: OpDef<null> = {
  name: "wholeDiv",
  formula: "a / b without its fraction",
  infer: broadcastType("wholeDiv"),
  // whole numbers have no value for a division by 0: it is kept at 0
  reference: eachPair((a, b) => (b === 0 ? 0 : Math.trunc(a / b))),
  vjp: absent("whole numbers have no gradient"),
  onnx: (b, inputs) => b.op("Div", inputs),
  range: ([a, b]) => wholeDivRange(a!, b!),
  hazards: [{ operand: 1, what: "division by 0", limit: () => 0, unsafe: (x) => x === 0, gives: "±Infinity or NaN" }],
  accuracy: "exact",
  samples: [
    {
      attrs: null,
      inputs: [
        { shape: [3, 4], dtype: "int32", domain: [-9, 9] },
        { shape: [4], dtype: "int32", domain: [1, 4] },
      ],
    },
  ],
};

export const wholeDiv = (a: Node, b: Node): Node => makeNode(wholeDivOp, [a, b], null);

/** @file cumSum: running sums along an axis. */
import type { Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { range, union } from "../../../graph/range.ts";
import { sameArithmeticType } from "../../../ops/_elementwise.ts";
import { sumOfRange } from "../../../ops/_ranges.ts";
import { sizeOf } from "../../../util/shape.ts";

import { magnitude, roundedCells } from "./_rounded.ts";

export interface CumSumAttrs {
  /** Non-negative. */
  readonly axis: number;
  /** Whether an element's own value is left out of its sum. */
  readonly exclusive: boolean;
  /** Whether sums run from the end. */
  readonly reverse: boolean;
}

function cumSumValues([x]: readonly Value[], { axis, exclusive, reverse }: CumSumAttrs, out: Value): void {
  const size = x!.shape[axis]!;
  const inner = sizeOf(x!.shape.slice(axis + 1));
  const outer = sizeOf(x!.shape.slice(0, axis));
  for (let row = 0; row < outer * inner; row++) {
    const start = Math.floor(row / inner) * size * inner + (row % inner);
    let total = 0;
    for (let k = 0; k < size; k++) {
      const at = start + (reverse ? size - 1 - k : k) * inner;
      const next = total + x!.data[at]!;
      out.data[at] = exclusive ? total : next;
      total = next;
    }
  }
}

export const cumSumOp: OpDef<CumSumAttrs> = {
  name: "cumSum",
  formula: "yᵢ = x₁ + … + xᵢ along an axis",
  infer: sameArithmeticType("cumSum"),
  reference: cumSumValues,
  vjp: (ct, { attrs }) => [cumSum(ct, { ...attrs, reverse: !attrs.reverse })],
  onnx: (b, [x], { attrs: { axis, exclusive, reverse } }) =>
    b.op("CumSum", [x!, b.constant("int64", [], [axis])], {
      exclusive: { int: exclusive ? 1 : 0 },
      reverse: { int: reverse ? 1 : 0 },
    }),
  range: ([x], { shape, attrs: { axis, exclusive } }) => {
    const n = shape[axis]!;
    const longest = sumOfRange(x!, exclusive ? n - 1 : n);
    return n === 0 ? range(0, 0) : union(longest, exclusive ? range(0, 0) : x!);
  },
  cells: roundedCells(
    ({ shape, attrs }) => shape[attrs.axis]!,
    ([x], { shape, attrs }) => shape[attrs.axis]! * magnitude(x!),
  ),
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axis: 1, exclusive: false, reverse: false }, inputs: [{ shape: [2, 4] }] },
    { attrs: { axis: 0, exclusive: true, reverse: true }, inputs: [{ shape: [3, 2] }] },
  ],
};

export const cumSum = (x: Node, attrs: CumSumAttrs): Node => makeNode(cumSumOp, [x], attrs);

/** @file prod: product over axes. */
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef, Range } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { productRange } from "../../../ops/_ranges.ts";
import {
  fold,
  groupSize,
  onnxReduce,
  type ReduceAttrs,
  type ReduceOptions,
  reduceAttrs,
  reducedType,
  withReducedAxes,
} from "../../../ops/_reduce.ts";
import { div } from "../../../ops/div.ts";
import { mul } from "../../../ops/mul.ts";

import { magnitude, roundedCells } from "./_rounded.ts";

/** Range of the product of n values of the range, by the binary digits of n. */
function powerOfRange(x: Range, n: number): Range {
  if (n === 0) return range(1, 1);
  if (n === 1) return x;
  const half = powerOfRange(x, Math.floor(n / 2));
  const square = productRange(half, half);
  return n % 2 === 0 ? square : productRange(square, x);
}

export const prodOp: OpDef<ReduceAttrs> = {
  name: "prod",
  formula: "Π x over axes",
  infer: reducedType,
  reference: fold(1, (total, x) => total * x),
  // d Π x = Π x / xᵢ dxᵢ, as a program would write it: at x = 0 it divides by 0
  vjp: (ct, y) => {
    const x = y.inputs[0]!;
    return [div(withReducedAxes(mul(ct, y), x, y.attrs), x)];
  },
  onnx: onnxReduce("ReduceProd"),
  range: ([x], node) => powerOfRange(x!, groupSize(node.inputs[0]!, node.attrs.axes)),
  cells: roundedCells(
    (node) => groupSize(node.inputs[0]!, node.attrs.axes),
    (_inputs, _node, result) => magnitude(result),
  ),
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axes: [1], keepdims: false }, inputs: [{ shape: [3, 4], domain: [0.5, 2] }] },
    { attrs: { axes: [0, 2], keepdims: true }, inputs: [{ shape: [2, 3, 2], domain: [-2, -0.5] }] },
  ],
};

export const prod = (x: Node, options?: ReduceOptions): Node => makeNode(prodOp, [x], reduceAttrs("prod", x, options));

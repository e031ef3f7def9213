/** @file lpNormalize: rows divided by their 1-norm or 2-norm; a row of zeros stays as it is. */
import { isFloat, type Value } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { makeNode } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { range } from "../../../graph/range.ts";
import { sameFloatType } from "../../../ops/_elementwise.ts";
import { containsInfinity } from "../../../ops/_ranges.ts";
import { abs } from "../../../ops/abs.ts";
import { div } from "../../../ops/div.ts";
import { mul } from "../../../ops/mul.ts";
import { sign } from "../../../ops/sign.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";
import { sub } from "../../../ops/sub.ts";
import { sum } from "../../../ops/sum.ts";
import { floatLimits } from "../../../util/float.ts";
import { sizeOf } from "../../../util/shape.ts";

export interface LpNormalizeAttrs {
  /** Non-negative. */
  readonly axis: number;
  readonly p: 1 | 2;
}

function normalizedValues([x]: readonly Value[], { axis, p }: LpNormalizeAttrs, out: Value): void {
  const size = x!.shape[axis]!;
  const inner = sizeOf(x!.shape.slice(axis + 1));
  for (let row = 0; row < x!.data.length / Math.max(1, size); row++) {
    const start = Math.floor(row / inner) * size * inner + (row % inner);
    let total = 0;
    for (let k = 0; k < size; k++) {
      const v = x!.data[start + k * inner]!;
      total += p === 1 ? Math.abs(v) : v * v;
    }
    const norm = p === 1 ? total : Math.sqrt(total);
    for (let k = 0; k < size; k++) {
      const v = x!.data[start + k * inner]!;
      out.data[start + k * inner] = norm === 0 ? 0 : v / norm;
    }
  }
}

/** dy = (dx − u Σ y dx) / ‖x‖ with u the gradient of the norm, sign x or y; at x = 0 it divides by 0. */
function gradient(ct: Node, y: Node<LpNormalizeAttrs>): Node {
  const x = y.inputs[0]!;
  const { axis, p } = y.attrs;
  const along = { axes: axis, keepdims: true };
  const norm = p === 1 ? sum(abs(x), along) : sqrt(sum(square(x), along));
  return div(sub(ct, mul(p === 1 ? sign(x) : y, sum(mul(ct, y), along))), norm);
}

export const lpNormalizeOp: OpDef<LpNormalizeAttrs> = {
  name: "lpNormalize",
  formula: "x / ‖x‖ along an axis, 0 where x = 0",
  infer: sameFloatType("lpNormalize"),
  reference: normalizedValues,
  vjp: (ct, y) => [gradient(ct, y)],
  onnx: (b, inputs, { attrs: { axis, p } }) => b.op("LpNormalization", inputs, { axis: { int: axis }, p: { int: p } }),
  // a norm that was rounded down lets an element exceed it by a few units in the last place
  range: ([x], { dtype }) => {
    const bound = isFloat(dtype) ? 1 + 8 * floatLimits[dtype].epsilon : 1;
    return range(x!.lo >= 0 ? 0 : -bound, x!.hi <= 0 ? 0 : bound, x!.nan || containsInfinity(x!));
  },
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axis: 1, p: 2 }, inputs: [{ shape: [2, 4] }] },
    { attrs: { axis: 0, p: 1 }, inputs: [{ shape: [3, 2], domain: [0.5, 2] }] },
  ],
};

export const lpNormalize = (x: Node, attrs: LpNormalizeAttrs): Node => makeNode(lpNormalizeOp, [x], attrs);

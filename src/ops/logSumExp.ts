/** @file logSumExp: log of the sum of exponentials over axes, shifted by the maximum so that nothing overflows. */
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { type OpDef, absent } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { sameFloatType, scalarLike } from "./_elementwise.ts";
import { type ReduceAttrs, type ReduceOptions, groupSize, reduceAttrs, reducedType, withReducedAxes } from "./_reduce.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { compare } from "./compare.ts";
import { exp } from "./exp.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import { where } from "./where.ts";

export const logSumExpOp: OpDef<ReduceAttrs> = {
  name: "logSumExp",
  formula: "log Σ eˣ over axes",
  infer: ([x], attrs) => reducedType([sameFloatType("logSumExp")([x!])], attrs),
  reference: absent("composite"),
  // max + log Σ e^(x − max), with 0 in the place of an infinite max so that ∞ − ∞ never appears
  body: ([x], { axes, keepdims }) => {
    const largest = max(x!, { axes, keepdims: true });
    const finite = compare("<", abs(largest), scalarLike(largest, Number.POSITIVE_INFINITY));
    const shift = where(finite, largest, scalarLike(largest, 0));
    const result = add(log(sum(exp(sub(x!, shift)), { axes, keepdims: true })), shift);
    return keepdims ? result : reshape(result, reducedType([x!], { axes, keepdims }).shape);
  },
  // d lse = Σ softmax(x) dx = Σ e^(x − lse) dx
  vjp: (ct, node) => {
    const x = node.inputs[0]!;
    return [mul(withReducedAxes(ct, x, node.attrs), exp(sub(x, withReducedAxes(node, x, node.attrs))))];
  },
  onnx: absent("lowered by its body: ONNX defines ReduceLogSumExp without the shift"),
  // max x ≤ lse ≤ max x + log n
  range: ([x], node) => {
    const n = Math.log(groupSize(node.inputs[0]!, node.attrs.axes));
    return range(x!.lo + n, x!.hi + n, x!.nan);
  },
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axes: [1], keepdims: false }, inputs: [{ shape: [3, 4], domain: [-20, 20] }] },
    { attrs: { axes: [0], keepdims: true }, inputs: [{ shape: [3, 4], domain: [-20, 20], edges: [500, -500] }] },
  ],
};

export const logSumExp = (x: Node, options?: ReduceOptions): Node =>
  makeNode(logSumExpOp, [x], reduceAttrs("logSumExp", x, options));

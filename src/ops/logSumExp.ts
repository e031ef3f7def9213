/** @file logSumExp: log of the sum of exponentials over axes, shifted by the maximum so that nothing overflows. */
import type { Value } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { makeNode } from "../graph/node.ts";
import { absent, type OpDef } from "../graph/op.ts";
import { range } from "../graph/range.ts";
import { logSumExpCells } from "./_cellsSoftmax.ts";
import { sameFloatType, scalarLike } from "./_elementwise.ts";
import {
  forEachInGroups,
  groupSize,
  type ReduceAttrs,
  type ReduceOptions,
  reduceAttrs,
  reducedNonEmptyType,
  reducedType,
  withReducedAxes,
} from "./_reduce.ts";
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
  infer: (inputs, attrs) => reducedNonEmptyType("logSumExp")([sameFloatType("logSumExp")(inputs)], attrs),
  reference: logSumExpValues,
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
  cells: logSumExpCells,
  hazards: [],
  accuracy: "rounding",
  samples: [
    { attrs: { axes: [1], keepdims: false }, inputs: [{ shape: [3, 4], domain: [-20, 20] }] },
    { attrs: { axes: [0], keepdims: true }, inputs: [{ shape: [3, 4], domain: [-20, 20], edges: [500, -500] }] },
  ],
};

function logSumExpValues([x]: readonly Value[], { axes }: ReduceAttrs, out: Value): void {
  const shifts = new Float64Array(out.data.length).fill(Number.NEGATIVE_INFINITY);
  const totals = new Float64Array(out.data.length);
  forEachInGroups(x!, axes, (group, i) => {
    shifts[group] = Math.max(shifts[group]!, x!.data[i]!);
  });
  for (let group = 0; group < shifts.length; group++) if (!Number.isFinite(shifts[group]!)) shifts[group] = 0;
  forEachInGroups(x!, axes, (group, i) => {
    totals[group]! += Math.exp(x!.data[i]! - shifts[group]!);
  });
  for (let group = 0; group < totals.length; group++) out.data[group] = shifts[group]! + Math.log(totals[group]!);
}

export const logSumExp = (x: Node, options?: ReduceOptions): Node =>
  makeNode(logSumExpOp, [x], reduceAttrs("logSumExp", x, options));

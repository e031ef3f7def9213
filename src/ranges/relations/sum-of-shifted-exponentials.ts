/** @file The sum of e^(x − max x) over the axis of the maximum is at least 1: one of its terms is e⁰. */
import { expOp } from "../../ops/exp.ts";
import { meanOp } from "../../ops/mean.ts";
import { sumOp } from "../../ops/sum.ts";
import type { Relation } from "../relation.ts";
import { groupSizeOf, isOp, plain, reductionOf, roundoffOf } from "./_match.ts";
import { shiftedAxes } from "./_shifted.ts";

export const sumOfShiftedExponentials: Relation = {
  id: "sum-of-shifted-exponentials",
  what: "1 ≤ Σ e^(x − max x) ≤ n",
  ops: [sumOp, meanOp],
  bound: (node, facts) => {
    const reduction = reductionOf(node, [sumOp, meanOp])!;
    const powers = plain(reduction.operand, facts);
    const axes = isOp(powers, expOp) ? shiftedAxes(powers.inputs[0]!, facts) : null;
    if (!axes?.every((axis) => reduction.axes.includes(axis) || powers.shape[axis] === 1)) return null;
    // the mean is rounded once more
    return { lo: node.op === (sumOp as unknown) ? 1 : (1 - 4 * roundoffOf(node)) / groupSizeOf(reduction) };
  },
};

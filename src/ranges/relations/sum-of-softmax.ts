/** @file The probabilities of a softmax sum to 1. */

import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { softmaxOp } from "../../ops/softmax.ts";
import { sumOp } from "../../ops/sum.ts";
import type { Relation } from "../relation.ts";
import { groupSizeOf, isOp, plain, reductionOf, roundoffOf } from "./_match.ts";

export const sumOfSoftmax: Relation = {
  id: "sum-of-softmax",
  what: "Σ softmax x = 1",
  ops: [sumOp],
  bound: (node, facts) => {
    const reduction = reductionOf(node, [sumOp])!;
    const shares = plain(reduction.operand, facts);
    if (!isOp(shares, softmaxOp)) return null;
    const { axis } = shares.attrs as SoftmaxAttrs;
    if (!reduction.axes.includes(axis)) return null;
    const n = groupSizeOf(reduction);
    const rows = n / shares.shape[axis]!;
    // every share within a few roundings, and the sum of n of them
    const error = Math.expm1((n + 16) * 2 * roundoffOf(shares));
    return { lo: rows * Math.max(0, 1 - error), hi: rows * (1 + error) };
  },
};

/** @file A mean weighted by a softmax lies between the least and the largest of the values: attention. */
import { hullOf } from "../../graph/box.ts";
import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { matmulOp } from "../../ops/matmul.ts";
import { softmaxOp } from "../../ops/softmax.ts";
import type { Relation } from "../relation.ts";
import { isOp, plain, roundoffOf } from "./_match.ts";

export const meanBySoftmax: Relation = {
  id: "mean-by-softmax",
  what: "min v ≤ softmax(x) · v ≤ max v",
  ops: [matmulOp],
  bound: (node, facts) => {
    const shares = plain(node.inputs[0]!, facts);
    if (!isOp(shares, softmaxOp) || (shares.attrs as SoftmaxAttrs).axis !== shares.shape.length - 1) return null;
    const { lo, hi, nan } = hullOf(facts.boxes.get(node.inputs[1]!)!);
    if (nan || !Number.isFinite(lo) || !Number.isFinite(hi)) return null;
    const slack = Math.max(Math.abs(lo), Math.abs(hi)) * Math.expm1((shares.shape.at(-1)! + 16) * 4 * roundoffOf(node));
    return { lo: lo - slack, hi: hi + slack };
  },
};

/** @file Two operands that are one value: x · x ≥ 0, x − x = 0, x / x = 1. */
import { hullOf } from "../../graph/box.ts";
import { divOp } from "../../ops/div.ts";
import { mulOp } from "../../ops/mul.ts";
import { subOp } from "../../ops/sub.ts";
import { sameShape } from "../../util/shape.ts";
import type { Relation } from "../relation.ts";
import { isOp, samePlain } from "./_match.ts";

export const sameOperands: Relation = {
  id: "same-operands",
  what: "x · x ≥ 0, x − x = 0, x / x = 1",
  ops: [mulOp, subOp, divOp],
  bound: (node, facts) => {
    const [a, b] = node.inputs as [typeof node, typeof node];
    if (!sameShape(a.shape, b.shape) || !samePlain(a, b, facts)) return null;
    const { lo, hi, nan } = hullOf(facts.boxes.get(a)!);
    if (nan || !Number.isFinite(lo) || !Number.isFinite(hi)) return null;
    if (isOp(node, mulOp)) return { lo: 0 };
    if (isOp(node, subOp)) return { lo: 0, hi: 0 };
    return lo > 0 || hi < 0 ? { lo: 1, hi: 1 } : null;
  },
};

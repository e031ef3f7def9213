/** @file At least one element equals the maximum that was taken of it: the gradient of max divides by their number. */
import { castOp } from "../../ops/cast.ts";
import { compareOp } from "../../ops/compare.ts";
import { maxOp } from "../../ops/max.ts";
import { minOp } from "../../ops/min.ts";
import { sumOp } from "../../ops/sum.ts";
import type { Relation } from "../relation.ts";
import { eitherOrder, isOp, plain, reductionBeside, reductionOf, samePlain } from "./_match.ts";

export const countOfExtremes: Relation = {
  id: "count-of-extremes",
  what: "Σ [x = max x] ≥ 1",
  ops: [sumOp],
  bound: (node, facts) => {
    const reduction = reductionOf(node, [sumOp])!;
    const counted = plain(reduction.operand, facts);
    const equal = isOp(counted, castOp) ? counted.inputs[0]! : counted;
    if (!isOp(equal, compareOp) || (equal.attrs as { readonly kind: string }).kind !== "==") return null;
    const found = eitherOrder(equal).some(([x, other]) => {
      const extreme = reductionBeside(other, [maxOp, minOp], facts);
      if (!extreme || !samePlain(extreme.operand, x, facts) || facts.boxes.get(x)!.nan.some(Boolean)) return false;
      return extreme.axes.every((axis) => reduction.axes.includes(axis) || x.shape[axis] === 1);
    });
    return found ? { lo: 1 } : null;
  },
};

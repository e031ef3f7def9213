/** @file A part of a sum of numbers that are not negative, divided by the sum, is at most 1. */
import { hullOf } from "../../graph/box.ts";
import { divOp } from "../../ops/div.ts";
import { sumOp } from "../../ops/sum.ts";
import type { Relation } from "../relation.ts";
import { addendsOf, plain, reductionBeside, samePlain } from "./_match.ts";

export const shareOfSum: Relation = {
  id: "share-of-sum",
  what: "0 ≤ x / Σ x ≤ 1 for x ≥ 0",
  ops: [divOp],
  bound: ({ inputs: [x, total] }, facts) => {
    const { lo, hi } = hullOf(facts.boxes.get(x!)!);
    if (lo < 0 || hi === Number.POSITIVE_INFINITY) return null;
    // rounded sums of such numbers never fall below a term, and x ≤ Σ gives a rounded quotient of at most 1
    const addends = addendsOf(plain(total!, facts));
    const rest = addends.filter((addend) => !isSumOf(addend));
    const holdsSum = rest.length < addends.length;
    return holdsSum && rest.every((addend) => hullOf(facts.boxes.get(addend)!).lo >= 0) ? { lo: 0, hi: 1 } : null;

    function isSumOf(addend: typeof total): boolean {
      const reduction = reductionBeside(addend!, [sumOp], facts);
      return reduction !== null && samePlain(reduction.operand, x!, facts);
    }
  },
};

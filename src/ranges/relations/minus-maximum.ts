/** @file x − max x is at most 0, also with the larger of two values, and max x − min x is at least 0. */

import type { Node } from "../../graph/node.ts";
import type { OpDef } from "../../graph/op.ts";
import type { ReduceAttrs } from "../../ops/_reduce.ts";
import { maxOp } from "../../ops/max.ts";
import { maximumOp } from "../../ops/maximum.ts";
import { minOp } from "../../ops/min.ts";
import { minimumOp } from "../../ops/minimum.ts";
import { subOp } from "../../ops/sub.ts";
import type { Facts, Relation } from "../relation.ts";
import { isOp, plain, reductionBeside, samePlain } from "./_match.ts";

/** Whether `extreme` is the maximum (or minimum) of x along axes, or of x and something else. */
function isExtremeOf(x: Node, extreme: Node, along: OpDef<ReduceAttrs>, pair: OpDef<null>, facts: Facts): boolean {
  const reduction = reductionBeside(extreme, [along], facts);
  if (reduction) return samePlain(reduction.operand, x, facts);
  const candidate = plain(extreme, facts);
  return isOp(candidate, pair) && candidate.inputs.some((input) => samePlain(input, x, facts));
}

/** Whether both are extremes of one value: beside each element its maximum is above it and its minimum below. */
function isSpread(largest: Node, smallest: Node, facts: Facts): boolean {
  const [above, below] = [reductionBeside(largest, [maxOp], facts), reductionBeside(smallest, [minOp], facts)];
  return above !== null && below !== null && samePlain(above.operand, below.operand, facts);
}

export const minusMaximum: Relation = {
  id: "minus-maximum",
  what: "x − max x ≤ 0, max x − x ≥ 0, x − min x ≥ 0, max x − min x ≥ 0",
  ops: [subOp],
  bound: ({ inputs: [a, b] }, facts) => {
    const largest = (x: Node, y: Node): boolean => isExtremeOf(x, y, maxOp, maximumOp, facts);
    const smallest = (x: Node, y: Node): boolean => isExtremeOf(x, y, minOp, minimumOp, facts);
    if (largest(a!, b!) || smallest(b!, a!) || isSpread(b!, a!, facts)) return { hi: 0 };
    return largest(b!, a!) || smallest(a!, b!) || isSpread(a!, b!, facts) ? { lo: 0 } : null;
  },
};

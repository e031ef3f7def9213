/** @file x − log Σ eˣ is at most 0, but for the rounding of the logarithm. */
import { hullOf } from "../../graph/box.ts";
import type { Node } from "../../graph/node.ts";
import { addOp } from "../../ops/add.ts";
import { expOp } from "../../ops/exp.ts";
import { logOp } from "../../ops/log.ts";
import { logSumExpOp } from "../../ops/logSumExp.ts";
import { maxOp } from "../../ops/max.ts";
import { subOp } from "../../ops/sub.ts";
import { sumOp } from "../../ops/sum.ts";
import { sameShape } from "../../util/shape.ts";
import type { Facts, Relation } from "../relation.ts";
import {
  eitherOrder,
  groupSizeOf,
  isOp,
  plain,
  reductionBeside,
  reductionOf,
  roundoffOf,
  samePlain,
  standsBeside,
  underMoves,
} from "./_match.ts";
import { shiftedAxes } from "./_shifted.ts";

/** Whether the node is log Σ e^(x − max x), however it is reshaped. */
function isLogOfShifted(node: Node, x: Node, facts: Facts): boolean {
  const log = underMoves(node, facts).source;
  if (!isOp(log, logOp)) return false;
  const total = reductionOf(underMoves(log.inputs[0]!, facts).source, [sumOp]);
  const powers = total && plain(total.operand, facts);
  const shifted = powers && isOp(powers, expOp) ? plain(powers.inputs[0]!, facts) : null;
  return shifted !== null && shiftedAxes(shifted, facts) !== null && samePlain(shifted.inputs[0]!, x, facts);
}

/** The number of terms where the node is log Σ eˣ beside x, as an op or as max x + log Σ e^(x − max x); else null. */
function termsOf(x: Node, node: Node, facts: Facts): number | null {
  const { source, shape } = underMoves(node, facts);
  const reduction = reductionBeside(node, [logSumExpOp], facts);
  if (reduction) return samePlain(reduction.operand, x, facts) ? groupSizeOf(reduction) : null;
  if (!isOp(source, addOp)) return null;
  for (const [a, b] of eitherOrder(source)) {
    const largest = reductionOf(underMoves(a, facts).source, [maxOp]);
    if (!largest || !sameShape(a.shape, b.shape) || !standsBeside(shape, largest.operand, largest.axes)) continue;
    if (samePlain(largest.operand, x, facts) && isLogOfShifted(b, x, facts)) return groupSizeOf(largest);
  }
  return null;
}

export const minusLogSumExp: Relation = {
  id: "minus-log-sum-exp",
  what: "x − log Σ eˣ ≤ 0",
  ops: [subOp],
  bound: (node, facts) => {
    const [x, log] = node.inputs as [Node, Node];
    const n = termsOf(x, log, facts);
    if (n === null) return null;
    const { lo, hi } = hullOf(facts.boxes.get(log)!);
    // the sum of n terms, its logarithm and the addition, each within a few roundings of the larger side
    return { hi: (n + 32) * roundoffOf(node) * (1 + Math.max(Math.abs(lo), Math.abs(hi))) };
  },
};

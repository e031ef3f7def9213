/** @file x less its own maximum: the nodes of a row are ≤ 0 and one of them is 0. */
import { hullOf } from "../../graph/box.ts";
import type { Node } from "../../graph/node.ts";
import { maxOp } from "../../ops/max.ts";
import type { Facts } from "../relation.ts";
import { differenceOf, plain, reductionBeside, samePlain } from "./_match.ts";

/** Axes along which the node is a value less its maximum, so that 0 is reached in each row; null where it is not. */
export function shiftedAxes(node: Node, facts: Facts): readonly number[] | null {
  const sides = differenceOf(plain(node, facts));
  if (!sides) return null;
  const largest = reductionBeside(sides[1], [maxOp], facts);
  if (!largest || !samePlain(largest.operand, sides[0], facts)) return null;
  const { lo, nan } = hullOf(facts.boxes.get(sides[0])!);
  // −∞ − (−∞) is no 0
  return Number.isFinite(lo) && !nan ? largest.axes : null;
}

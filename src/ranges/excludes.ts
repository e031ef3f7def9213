/** @file Values that a node never has though its interval holds them: where(x = 0, 1, x) is never 0. */
import { hullOf } from "../graph/box.ts";
import type { Node } from "../graph/node.ts";
import { absOp } from "../ops/abs.ts";
import { broadcastToOp } from "../ops/broadcastTo.ts";
import { type Comparison, compareOp } from "../ops/compare.ts";
import { negOp } from "../ops/neg.ts";
import { reshapeOp } from "../ops/reshape.ts";
import { whereOp } from "../ops/where.ts";
import { assumptionsOf, mirrored, opposite } from "./assume.ts";
import type { Facts } from "./relation.ts";
import { alike, isOp, plain } from "./relations/_match.ts";

const contains = ({ lo, hi }: { readonly lo: number; readonly hi: number }, x: number): boolean => lo <= x && x <= hi;

/** How far back a reason is looked for. */
const depth = 6;

/** Whether no element of the node is ever exactly `point`. */
export function excludes(node: Node, point: number, facts: Facts, levels: number = depth): boolean {
  const box = facts.boxes.get(node);
  if (box && !contains(hullOf(box), point)) return true;
  const x = plain(node, facts);
  if (levels === 0) return false;
  if (isOp(x, broadcastToOp, reshapeOp)) return excludes(x.inputs[0]!, point, facts, levels - 1);
  if (isOp(x, negOp)) return excludes(x.inputs[0]!, -point, facts, levels - 1);
  if (isOp(x, absOp) && point === 0) return excludes(x.inputs[0]!, 0, facts, levels - 1);
  if (!isOp(x, whereOp)) return false;
  const [condition, a, b] = x.inputs as [Node, Node, Node];
  return [
    [a, true],
    [b, false],
  ].every(([branch, holds]) => excludesUnder(branch as Node, point, condition, holds as boolean, facts, levels - 1));
}

/** The same where a condition holds, or fails. */
export function excludesUnder(
  node: Node,
  point: number,
  condition: Node,
  holds: boolean,
  facts: Facts,
  levels: number = depth,
): boolean {
  if (excludes(node, point, facts, levels)) return true;
  if (ruledOut(node, point, condition, holds, facts)) return true;
  const assumed = assumptionsOf(condition, holds, facts);
  const box = assumed && facts.reapplied(node, assumed);
  return box !== null && !contains(hullOf(box), point);
}

/** Whether the comparison itself says node ≠ point: x ≠ c, or |x| above something for the point 0. */
function ruledOut(node: Node, point: number, condition: Node, holds: boolean, facts: Facts): boolean {
  if (!isOp(condition, compareOp)) return false;
  const { kind } = condition.attrs as { readonly kind: Comparison };
  const meant = holds ? kind : opposite[kind];
  return condition.inputs.some((side, i) => {
    const other = hullOf(facts.boxes.get(condition.inputs[1 - i]!)!);
    const compared = plain(side, facts);
    if (meant === "!=" && other.lo === point && other.hi === point && alike(compared, plain(node, facts))) return true;
    if (point !== 0 || !isOp(compared, absOp) || !alike(plain(compared.inputs[0]!, facts), plain(node, facts)))
      return false;
    const above = i === 0 ? meant : mirrored[meant];
    return (
      (above === ">" && other.lo >= 0) ||
      (above === ">=" && other.lo > 0) ||
      (above === "!=" && other.lo === 0 && other.hi === 0)
    );
  });
}

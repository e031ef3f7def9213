/** @file The branches of a where under its condition: where(x > 0, f(x), …) sees f on positive x only. */
import { type Box, emptyBox, hullOf } from "../../graph/box.ts";
import { commonCuts, regrid } from "../../graph/grid.ts";
import type { Node } from "../../graph/node.ts";
import { whereOp } from "../../ops/where.ts";
import { assumptionsOf } from "../assume.ts";
import type { Relation } from "../relation.ts";

/** The cells of both where the condition is open, else of the one that is chosen. */
function chosen(condition: Box, a: Box, b: Box, node: Node): Box {
  const cuts = commonCuts([condition, a, b], node.shape);
  const [c, p, q] = [condition, a, b].map((box) => regrid(box, node.shape, cuts)) as [Box, Box, Box];
  const out = emptyBox(node.shape, cuts);
  for (let i = 0; i < out.lo.length; i++) {
    const [holds, fails] = [c.hi[i]! > 0, c.lo[i]! < 1];
    out.lo[i] = Math.min(holds ? p.lo[i]! : Number.POSITIVE_INFINITY, fails ? q.lo[i]! : Number.POSITIVE_INFINITY);
    out.hi[i] = Math.max(holds ? p.hi[i]! : Number.NEGATIVE_INFINITY, fails ? q.hi[i]! : Number.NEGATIVE_INFINITY);
    out.nan[i] = (holds && p.nan[i]) || (fails && q.nan[i]) ? 1 : 0;
  }
  return out;
}

export const whereBranches: Relation = {
  id: "where-branches",
  what: "where(x > c, f(x), …): x > c in f",
  ops: [whereOp],
  bound: (node, facts) => {
    const [condition, a, b] = node.inputs as [Node, Node, Node];
    const under = (branch: Node, holds: boolean): Box | null => {
      const assumed = assumptionsOf(condition, holds, facts);
      return assumed && facts.reapplied(branch, assumed);
    };
    const [left, right] = [under(a, true), under(b, false)];
    if (!left && !right) return null;
    const known = (branch: Node): Box => facts.boxes.get(branch)!;
    const box = chosen(known(condition), left ?? known(a), right ?? known(b), node);
    return hullOf(box).lo <= hullOf(box).hi ? box : null;
  },
};

/** @file Events whose value no one sees: every way from the node leads to a where that picks the other branch there. */
import type { Box } from "../graph/box.ts";
import { isFloat } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { eachCell, repeatedCells } from "../ops/_cells.ts";
import { whereOp } from "../ops/where.ts";
import { assumptionsOf } from "./assume.ts";
import type { RangeEvent } from "./event.ts";
import { excludesUnder } from "./excludes.ts";
import { isFiniteBox, isPoint } from "./hazards.ts";
import type { Facts } from "./relation.ts";
import { isOp } from "./relations/_match.ts";

/** How far behind the node a where is looked for. */
const depth = 6;

export interface Uses {
  readonly usersOf: ReadonlyMap<Node, readonly Node[]>;
  readonly outputs: ReadonlySet<Node>;
}

export function usesOf(nodes: readonly Node[], graph: Graph): Uses {
  const usersOf = new Map<Node, Node[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) usersOf.set(input, [...(usersOf.get(input) ?? []), node]);
  }
  return { usersOf, outputs: new Set(graph.outputs.values()) };
}

/** What an analysis can compute again under assumptions. */
export interface Rerun extends Facts {
  /** The node's rule on other operands, rounded outward. */
  again(node: Node, operands: readonly Box[]): Box;
}

/** Whether the where picks a branch only where the event cannot happen. */
function isGuarded(event: RangeEvent, choice: Node, holds: boolean, rerun: Rerun): boolean {
  const { node, hazard } = event;
  const condition = choice.inputs[0]!;
  const at = hazard && node.inputs[hazard.operand]!;
  const { dtype } = at ?? node;
  if (at && isFloat(dtype) && isPoint(hazard, dtype) && excludesUnder(at, event.limit, condition, holds, rerun))
    return true;
  const assumed = assumptionsOf(condition, holds, rerun);
  if (!assumed) return false;
  const operands = node.inputs.map((input) => rerun.reapplied(input, assumed) ?? rerun.boxes.get(input)!);
  return isFiniteBox(rerun.again(node, operands));
}

/** Whether every value after the node is as if the event did not happen. */
export function isDiscarded(event: RangeEvent, uses: Uses, rerun: Rerun): boolean {
  return event.node.op.cells === eachCell && from(event.node, depth);

  function from(node: Node, levels: number): boolean {
    const users = uses.usersOf.get(node) ?? [];
    if (levels === 0 || users.length === 0 || uses.outputs.has(node)) return false;
    return users.every((user) => isHidden(node, user) || (passesOn(user) && from(user, levels - 1)));
  }

  function isHidden(node: Node, user: Node): boolean {
    if (!isOp(user, whereOp) || user.inputs[0] === node) return false;
    return user.inputs.every((input, i) => input !== node || isGuarded(event, user, i === 1, rerun));
  }
}

/** Ops that keep elements apart, so that an element behind one comes from its own place. */
const passesOn = ({ op }: Node): boolean => op.cells === eachCell || op.cells === repeatedCells;

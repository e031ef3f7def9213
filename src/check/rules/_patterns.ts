/** @file What the pattern rules share: ways through nodes that only move elements, and the nodes of an op. */
import type { Node } from "../../graph/node.ts";
import type { Pattern, RuleContext } from "./_rule.ts";

const moving: ReadonlySet<string> = new Set([
  "reshape",
  "transpose",
  "broadcastTo",
  "slice",
  "gather",
  "cast",
  "stopGradient",
]);

/** The node below those that only move, pick or repeat elements. */
export function beneath(node: Node): Node {
  let at = node;
  while (moving.has(at.op.name) && at.inputs[0]) at = at.inputs[0];
  return at;
}

/** A pattern for each forward node of which `say` says something. */
export const eachNode = ({ analysis }: RuleContext, say: (node: Node) => string | null): Pattern[] =>
  analysis.forward.flatMap((node) => {
    const message = say(node);
    return message === null ? [] : [{ node, message }];
  });

/** The number that all elements of a known node are; null where there is no such number. */
export function uniform(node: Node, { analysis }: Pick<RuleContext, "analysis">): number | null {
  const data = analysis.ranges.constant(node)?.data;
  const first = data?.[0];
  if (data === undefined || first === undefined) return null;
  return data.every((x) => x === first) ? first : null;
}

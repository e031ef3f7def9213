/** @file What ops promise of their results whatever is fed: bounds that a rule may rely on without knowing the data. */
import type { Node } from "../graph/node.ts";
import { isAbsent, type Range } from "../graph/op.ts";
import { everything } from "../graph/range.ts";

/** How many ops are looked through. */
const depth = 4;

function promisedRange(node: Node, levels: number): Range {
  if (levels === 0 || isAbsent(node.op.range)) return everything;
  return node.op.range(
    node.inputs.map((input) => promisedRange(input, levels - 1)),
    node,
  );
}

/** The least value that the node's ops allow, −∞ where they promise nothing. */
export const leastValue = (node: Node): number => promisedRange(node, depth).lo;

/** @file What becomes of an overflow: infinities that meet, ∞ / ∞ or ∞ − ∞, and give the first NaN. */
import { type Box, hullOf } from "../graph/box.ts";
import type { Node } from "../graph/node.ts";
import { isAbsent, type Range } from "../graph/op.ts";

/** Where an overflow's infinity has come to: the node's range with it. */
export interface Escape {
  readonly range: Range;
  /** The node that overflows. */
  readonly root: Node;
}

const isInfinite = ({ lo, hi }: Range): boolean => lo === Number.NEGATIVE_INFINITY || hi === Number.POSITIVE_INFINITY;

/**
 * The range of the node with the infinities of its operands in it, null where none gets through; `nan` is set where
 * two operands bring infinities of the same overflow and the op has no value for them.
 */
export function escaped(node: Node, boxes: ReadonlyMap<Node, Box>, escapes: ReadonlyMap<Node, Escape>): Escape | null {
  const { range } = node.op;
  const arriving = node.inputs.map((input) => escapes.get(input));
  const first = arriving.find((arrived) => arrived);
  if (!first || isAbsent(range)) return null;
  const result = range(
    node.inputs.map((input, i) => arriving[i]?.range ?? { ...hullOf(boxes.get(input)!), nan: false }),
    node,
  );
  const meeting = arriving.filter((arrived) => arrived?.root === first.root).length > 1;
  if (result.nan) return meeting ? { range: result, root: first.root } : null;
  return isInfinite(result) ? { range: result, root: first.root } : null;
}

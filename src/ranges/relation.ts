/** @file Relation: a fact about a pattern of nodes that intervals alone lose; and its use on a box. */
import type { Box } from "../graph/box.ts";
import type { Node } from "../graph/node.ts";
import type { OpDef, Range } from "../graph/op.ts";
import { relations } from "./relations/index.ts";

/** What a relation may ask about the graph. */
export interface Facts {
  readonly boxes: ReadonlyMap<Node, Box>;
  readonly flushToZero: boolean;
  /** The box of a node where some nodes before it have other boxes; null where none of them is near. */
  reapplied(node: Node, assumed: ReadonlyMap<Node, Box>): Box | null;
}

export interface Relation {
  readonly id: string;
  /** The formula, in one line. */
  readonly what: string;
  /** Ops of the nodes whose results it bounds. */
  readonly ops: readonly OpDef[];
  /**
   * Bounds that every element of the node's computed value keeps, rounding errors included, or a box in the place of the
   * rule's; null where it says nothing.
   */
  readonly bound: (node: Node, facts: Facts) => Partial<Range> | Box | null;
}

const byOp = new Map<unknown, Relation[]>();
for (const relation of relations) {
  for (const op of relation.ops) byOp.set(op, [...(byOp.get(op) ?? []), relation]);
}

const isBox = (bound: Partial<Range> | Box): bound is Box => "cuts" in bound;

/** The box within the bounds of every relation that applies to the node. */
export function tightened(node: Node, box: Box, facts: Facts): Box {
  return (byOp.get(node.op) ?? []).reduce((result, relation) => {
    const bound = relation.bound(node, facts);
    return bound ? (isBox(bound) ? bound : within(result, bound)) : result;
  }, box);
}

/** Bounds that leave nothing of a cell are not used there. */
function within(box: Box, { lo: least = -Infinity, hi: most = Infinity, nan = true }: Partial<Range>): Box {
  const [lo, hi] = [box.lo.slice(), box.hi.slice()];
  for (let i = 0; i < lo.length; i++) {
    if (hi[i]! >= least && lo[i]! < least) lo[i] = least;
    if (lo[i]! <= most && hi[i]! > most) hi[i] = most;
  }
  return { ...box, lo, hi, nan: nan ? box.nan : new Uint8Array(box.nan.length) };
}

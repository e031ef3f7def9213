/** @file simplify: constants folded, equal nodes merged, plain identities applied, to a fixpoint; dead nodes fall away. */
import type { Graph } from "../graph/graph.ts";
import { nodesOf } from "../graph/graph.ts";
import { algebra } from "./algebra.ts";
import { foldConstants } from "./fold.ts";
import { rewrite } from "./rewrite.ts";

/** The same values by fewer nodes; only the sign of a zero may differ. */
export function simplify(graph: Graph): Graph {
  let current = graph;
  for (let count = Number.POSITIVE_INFINITY; ; ) {
    current = rewrite(foldConstants(current), algebra, (id) => `simplified by ${id}`).graph;
    const remaining = nodesOf(current).length;
    if (remaining >= count) return current;
    count = remaining;
  }
}

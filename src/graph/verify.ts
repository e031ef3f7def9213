/** @file Checks the invariants of a graph; tests run it after every named pass. */
import { formatShape, sameShape } from "../util/shape.ts";
import type { Graph } from "./graph.ts";
import { nodesOf } from "./graph.ts";

/** Throws an Error (a bug of ours, never the user's) where a node's type is not what its op infers. */
export function verify(graph: Graph): void {
  const inputs = new Set(graph.inputs);
  for (const node of nodesOf(graph)) {
    const type = node.op.infer(node.inputs, node.attrs);
    if (type.dtype !== node.dtype || !sameShape(type.shape, node.shape)) {
      throw new Error(
        `node ${node.id} (${node.op.name}) says ${node.dtype}${formatShape(node.shape)}, its op infers ${type.dtype}${formatShape(type.shape)}`,
      );
    }
    if (node.op.name === "input" && !inputs.has(node))
      throw new Error(`input node ${node.id} is not among the graph's inputs`);
  }
}

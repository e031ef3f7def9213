/** @file Constant folding: nodes of constants only are computed once, in the graph's dtype and order. */
import { evaluate } from "../engine/reference/evaluate.ts";
import type { Graph } from "../graph/graph.ts";
import { mapGraph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { withOrigin } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { constant, constantOp } from "../ops/constant.ts";
import { sizeOf } from "../util/shape.ts";

/** Larger results are folded only where they are no larger than what they are computed from. */
const smallResult = 64;

const isConstant = (node: Node): boolean => node.op === (constantOp as OpDef);

function isFoldable(node: Node): boolean {
  if (node.inputs.length === 0 || !node.inputs.every(isConstant) || node.op.accuracy === "random") return false;
  return sizeOf(node.shape) <= Math.max(smallResult, ...node.inputs.map((input) => sizeOf(input.shape)));
}

/** 1e-10 + 1 − p stays 1 − p in float32: nothing is reassociated. */
export const foldConstants = (graph: Graph): Graph =>
  mapGraph(graph, (node) =>
    isFoldable(node) ? withOrigin(node.origin, () => constant(evaluate([node], new Map())[0]!)) : node,
  );

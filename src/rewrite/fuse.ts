/** @file fuse: joins nodes into ops that engines run faster; used only when lowering, and neutral but for rounding. */
import type { Graph } from "../graph/graph.ts";
import { fusions } from "./fusion/index.ts";
import { rewrite } from "./rewrite.ts";

/** Rules are applied in the order of their file names, to a fixpoint. */
export const fuse = (graph: Graph): Graph => rewrite(graph, fusions, (id) => `fused by ${id}`).graph;

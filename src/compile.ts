/** @file The pipeline: trace → stabilize → differentiate → stabilize → simplify; engines lower what comes out. */
import type { Graph } from "./graph/graph.ts";

export interface CompileOptions {
  /** "off" compiles the program literally, as it is written. */
  readonly rewrites: "on" | "off";
}

/** Placeholder type until train/ calls it. */
export type Compiled = Graph;

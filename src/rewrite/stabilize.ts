/** @file stabilize: replaces every unstable pattern by its stable form. */
import type { Graph } from "../graph/graph.ts";
import { foldConstants } from "./fold.ts";
import { type Rewritten, rewrite } from "./rewrite.ts";
import type { Rewrite } from "./rule.ts";
import { rewrites } from "./stability/index.ts";

/** Rules whose pattern is part of larger ones come last. */
const inOrder = (rules: readonly Rewrite[]): Rewrite[] => [
  ...rules.filter(({ waits }) => !waits),
  ...rules.filter(({ waits }) => waits),
];

export interface StabilizeOptions {
  /** Whether gradients are in the graph already; rules that only serve gradients to come are then left out. */
  readonly gradientsTaken?: boolean;
  /** All of the registry when left out. */
  readonly rules?: readonly Rewrite[];
}

const serves = (rule: Rewrite, gradientsTaken: boolean): boolean => !(gradientsTaken && rule.beforeGradients);

/** The graph with the stability rewrites applied to a fixpoint, and what was applied where. */
export function stabilize(
  graph: Graph,
  { gradientsTaken = false, rules = rewrites }: StabilizeOptions = {},
): Rewritten {
  const { graph: rewritten, applied } = rewrite(
    foldConstants(graph),
    inOrder(rules.filter((rule) => serves(rule, gradientsTaken))),
  );
  return { graph: foldConstants(rewritten), applied };
}

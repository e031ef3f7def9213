/** @file Says in text what the stability rewrites did to a program: the graph before and after, each rewrite with the user's line. */
import type { Graph } from "../graph/graph.ts";
import { formatSite } from "../graph/node.ts";
import { printGraph } from "../graph/print.ts";
import type { AppliedRewrite } from "./rewrite.ts";

export interface Explained {
  readonly before: Graph;
  readonly after: Graph;
  readonly applied: readonly AppliedRewrite[];
}

const explainOne = ({ rule, what, site }: AppliedRewrite): string =>
  `  ${rule}  ${site ? formatSite(site) : "(no source line)"}\n    ${what}`;

export function explainRewrites({ before, after, applied }: Explained): string {
  const counted = applied.length === 1 ? "1 rewrite:" : `${applied.length} rewrites:`;
  return [
    ...(applied.length === 0 ? ["no rewrite applies"] : [counted, ...applied.map(explainOne)]),
    "",
    "before",
    printGraph(before),
    "",
    "after",
    printGraph(after),
  ].join("\n");
}

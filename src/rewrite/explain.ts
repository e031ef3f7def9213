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

interface Entry {
  readonly first: AppliedRewrite;
  readonly times: number;
}

const placeOf = ({ site }: AppliedRewrite): string => (site ? formatSite(site) : "(no source line)");

/** One entry for each rule and line, in the order in which they were first applied. */
function entriesOf(applied: readonly AppliedRewrite[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const one of applied) {
    const key = `${one.rule} ${one.site ? `${one.site.file}:${one.site.line}` : ""}`;
    const known = entries.get(key);
    entries.set(key, { first: known?.first ?? one, times: (known?.times ?? 0) + 1 });
  }
  return [...entries.values()];
}

const explainOne = ({ first, times }: Entry): string =>
  `  ${first.rule}  ${placeOf(first)}${times > 1 ? `  ${times} times` : ""}\n    ${first.what}`;

export function explainRewrites({ before, after, applied }: Explained): string {
  const counted = applied.length === 1 ? "1 rewrite:" : `${applied.length} rewrites:`;
  return [
    ...(applied.length === 0 ? ["no rewrite applies"] : [counted, ...entriesOf(applied).map(explainOne)]),
    "",
    "before",
    printGraph(before),
    "",
    "after",
    printGraph(after),
  ].join("\n");
}

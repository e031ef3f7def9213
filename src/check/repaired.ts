/** @file Which findings the compiler's stability rewrites take away: by analysing what it makes of the program too. */
import type { Node } from "../graph/node.ts";
import type { AppliedRewrite } from "../rewrite/rewrite.ts";
import { analyseSubject } from "./analysis.ts";
import type { Finding } from "./finding.ts";
import type { Compiled, Subject } from "./subject.ts";

/** The findings, each with the rewrite that makes the compiled program safe there. */
export function repairedBy(subject: Subject, findings: readonly Finding[]): Finding[] {
  const { compiled } = subject;
  if (!compiled || compiled.applied.length === 0 || findings.length === 0) return [...findings];
  const left = placesLeft(subject, compiled);
  return findings.map((finding) => {
    const { node, backward } = finding;
    return left.has(placeOf(node, backward)) ? finding : { ...finding, rewrittenBy: rewriteOf(node, compiled) };
  });
}

/** Where the compiled program and its gradient still have events. */
function placesLeft(subject: Subject, { graph }: Compiled): ReadonlySet<string> {
  const cost = subject.loss && graph.outputs.get(subject.loss.name);
  const loss = subject.loss && cost ? { ...subject.loss, node: cost } : null;
  const { ranges, backward } = analyseSubject({ ...subject, graph, loss }, false);
  return new Set(
    ranges.events.map(({ node }) => {
      const forward = backward?.forwardOf.get(node);
      return placeOf(forward ?? node, forward !== undefined);
    }),
  );
}

/** The same op of the same line or layer: passes rebuild nodes, but keep where they came from. */
const placeOf = ({ op, origin: { site, via } }: Node, backward: boolean): string =>
  `${op.name} ${site ? `${site.file}:${site.line}:${site.column}` : ""} ${via[0] ?? ""} ${backward}`;

/** How far below the replaced node the offending one may be. */
const depth = 6;

function rewriteOf(node: Node, { applied }: Compiled): string | null {
  const place = placeOf(node, false);
  const holding = applied.find(({ before }) => holds(before, place, depth));
  return (holding ?? sameLine(node, applied))?.rule ?? null;
}

const holds = (node: Node, place: string, levels: number): boolean =>
  placeOf(node, false) === place || (levels > 0 && node.inputs.some((input) => holds(input, place, levels - 1)));

const sameLine = ({ origin: { site } }: Node, applied: readonly AppliedRewrite[]): AppliedRewrite | undefined =>
  site ? applied.find((one) => one.site?.file === site.file && one.site.line === site.line) : undefined;

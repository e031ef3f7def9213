/** @file What the compiler's stability rewrites take away: found by analysing what it makes of the program too. */
import type { Node } from "../graph/node.ts";
import type { AppliedRewrite } from "../rewrite/rewrite.ts";
import { type Analysis, analyseSubject } from "./analysis.ts";
import type { Compiled, Subject } from "./subject.ts";

/** The compiled program as a subject of its own, analysed. */
export interface CompiledAnalysis {
  readonly subject: Subject;
  readonly analysis: Analysis;
  readonly compiled: Compiled;
}

/** The compiled program in the place of the one that is written; the subject itself where no rewrite applies. */
export function asCompiled(subject: Subject): Subject {
  const { compiled } = subject;
  if (!compiled || compiled.applied.length === 0) return subject;
  const cost = subject.loss && compiled.graph.outputs.get(subject.loss.name);
  const loss = subject.loss && cost ? { ...subject.loss, node: cost } : null;
  return { ...subject, graph: compiled.graph, loss, compiled: null };
}

/** Null where the program is run as it is written, or no rewrite applies. */
export function analyseCompiled(subject: Subject): CompiledAnalysis | null {
  const { compiled } = subject;
  const rewritten = asCompiled(subject);
  if (!compiled || rewritten === subject) return null;
  return { subject: rewritten, analysis: analyseSubject(rewritten, false), compiled };
}

/** Places of the compiled program that still have events. */
export function placesLeft({ analysis: { ranges, backward } }: CompiledAnalysis): ReadonlySet<string> {
  return new Set(
    ranges.events.map(({ node }) => {
      const forward = backward?.forwardOf.get(node);
      return placeOf(forward ?? node, forward !== undefined);
    }),
  );
}

/** The same op of the same line or layer: passes rebuild nodes, but keep where they came from. */
export const placeOf = ({ op, origin: { site, via } }: Node, backward: boolean): string =>
  `${op.name} ${site ? `${site.file}:${site.line}:${site.column}` : ""} ${via[0] ?? ""} ${backward}`;

/** How far below the replaced node the offending one may be. */
const depth = 6;

/** Id of the rewrite that replaced the node, or something of its line. */
export function rewriteOf(node: Node, { applied }: Compiled): string | null {
  const place = placeOf(node, false);
  const holding = applied.find(({ before }) => holds(before, place, depth));
  return (holding ?? sameLine(node, applied))?.rule ?? null;
}

const holds = (node: Node, place: string, levels: number): boolean =>
  placeOf(node, false) === place || (levels > 0 && node.inputs.some((input) => holds(input, place, levels - 1)));

const sameLine = ({ origin: { site } }: Node, applied: readonly AppliedRewrite[]): AppliedRewrite | undefined =>
  site ? applied.find((one) => one.site?.file === site.file && one.site.line === site.line) : undefined;

/** @file Advice: patterns that are dangerous or useless whatever the ranges are, where nothing worse was found. */
import type { Node } from "../graph/node.ts";
import type { Finding } from "./finding.ts";
import { type CompiledAnalysis, placeOf, rewriteOf } from "./repaired.ts";
import type { Pattern, PatternRule, RuleContext } from "./rules/_rule.ts";
import { type Subject, sourceOf } from "./subject.ts";

/** @param compiled what the compiler makes of the program, with its own context */
export function adviceFor(
  context: RuleContext,
  rules: readonly PatternRule[],
  found: readonly Finding[],
  compiled: { readonly of: CompiledAnalysis; readonly context: RuleContext } | null,
): Finding[] {
  const known = new Set(found.map(({ node }) => node));
  const isKnown = (node: Node): boolean => known.has(node) || node.inputs.some((input) => known.has(input));
  return rules.flatMap((rule) => {
    const left = new Set(compiled ? rule.find(compiled.context).map(({ node }) => placeOf(node, false)) : []);
    return rule
      .find(context)
      .filter(({ node, source }) => source !== undefined || !isKnown(node))
      .map((pattern) => {
        const isGone = compiled !== null && !left.has(placeOf(pattern.node, false));
        const rewrittenBy = isGone ? rewriteOf(pattern.node, compiled.of.compiled) : null;
        return findingOf(rule, pattern, context.subject, rewrittenBy);
      });
  });
}

const findingOf = (
  { id, remedy }: PatternRule,
  { node, source, message }: Pattern,
  subject: Subject,
  rewrittenBy: string | null,
): Finding => ({
  rule: id,
  grade: "advice",
  node,
  source: source ?? sourceOf(subject, node),
  site: node.origin.site,
  range: null,
  limit: null,
  message,
  help: remedy,
  witness: null,
  backward: false,
  rewrittenBy,
});

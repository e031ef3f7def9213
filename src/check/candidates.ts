/** @file Candidates: events of the analysis, each with the rule that explains it and the inputs to look for. */
import { isFloat } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import type { Hazard } from "../graph/op.ts";
import type { RangeEvent } from "../ranges/event.ts";
import type { FloatType } from "../util/float.ts";
import type { EventRule, Observed, RuleContext, Said } from "./rules/_rule.ts";
import type { Goal } from "./witness/search.ts";

export interface Candidate {
  readonly rule: EventRule;
  readonly said: Said;
  readonly observed: Observed;
  readonly goal: Goal;
  /** Whether the ranges alone are enough to report it; else, as after growth over many layers, it takes inputs that show it. */
  readonly trusted: boolean;
}

/** Candidates that are one finding: of one node, in the forward graph or in the gradient. */
export interface Group {
  readonly at: Node;
  readonly backward: boolean;
  /** The likeliest first. */
  readonly candidates: readonly Candidate[];
}

export function groupsOf(context: RuleContext, rules: readonly EventRule[], flushToZero: boolean): Group[] {
  const ordered = [...rules].sort((a, b) => a.precedence - b.precedence);
  const observed = [...observedIn(context), ...ordered.flatMap((rule) => rule.notice?.(context) ?? [])];
  const groups = new Map<string, { at: Node; backward: boolean; candidates: Candidate[] }>();
  for (const one of observed) {
    const candidate = candidateOf(one, ordered, context, flushToZero);
    if (!candidate) continue;
    const at = candidate.said.at ?? one.forward;
    const key = `${at.id} ${one.backward}`;
    const group = groups.get(key) ?? { at, backward: one.backward, candidates: [] };
    group.candidates.push(candidate);
    groups.set(key, group);
  }
  return withoutRepeats(
    [...groups.values()].map((group) => ({ ...group, candidates: group.candidates.sort(likelier) })),
  );
}

const likelier = (a: Candidate, b: Candidate): number =>
  Number(a.observed.event.flushOnly) - Number(b.observed.event.flushOnly) || a.rule.precedence - b.rule.precedence;

const isFlushOnly = ({ candidates }: Group): boolean => candidates.every(({ observed }) => observed.event.flushOnly);

/** A gradient that fails where its value fails too is no finding of its own. */
function withoutRepeats(groups: readonly Group[]): Group[] {
  const failing = new Map(groups.filter(({ backward }) => !backward).map((group) => [group.at, group]));
  return groups.filter((group) => {
    const forward = group.backward ? failing.get(group.at) : undefined;
    return !forward || (isFlushOnly(forward) && !isFlushOnly(group));
  });
}

/** Events of both graphs with the forward node that each belongs to. */
function observedIn({ analysis: { ranges, backward } }: RuleContext): Observed[] {
  const unknown = new Set(ranges.unknown);
  return ranges.events.flatMap((event): Observed[] => {
    if (unknown.has(event.node)) return [];
    const of = backward?.forwardOf.get(event.node);
    // A value that no where picks harms only the gradient, and shows there.
    if (of) return [{ event, forward: of, backward: true }];
    return event.discarded ? [] : [{ event, forward: event.node, backward: false }];
  });
}

function candidateOf(
  observed: Observed,
  rules: readonly EventRule[],
  context: RuleContext,
  flushToZero: boolean,
): Candidate | null {
  for (const rule of rules) {
    const said = rule.explain(observed, context);
    if (!said) continue;
    const trusted = !observed.event.gradual && (!observed.backward || isTrusted(observed.event, context));
    return { rule, said, observed, goal: goalOf(observed, trusted, flushToZero), trusted };
  }
  return null;
}

/**
 * Intervals of gradients are too wide to be believed, but a hazard whose operand is a value of the forward graph, up to
 * exact ops of one operand, is as good as a forward one.
 */
function isTrusted({ hazard, node }: RangeEvent, { analysis: { backward } }: RuleContext): boolean {
  if (!hazard) return false;
  let operand = node.inputs[hazard.operand]!;
  while (backward?.forwardOf.has(operand) && operand.op.accuracy === "exact" && operand.inputs.length === 1) {
    operand = operand.inputs[0]!;
  }
  return !backward?.forwardOf.has(operand) && !backward?.gradients.includes(operand);
}

function goalOf({ event, backward }: Observed, trusted: boolean, flushToZero: boolean): Goal {
  const { node, hazard, kind, flushOnly } = event;
  const target = hazard ? node.inputs[hazard.operand]! : node;
  return {
    node,
    operand: hazard ? hazard.operand : null,
    infinitiesAllowed: kind === "not-a-number",
    follows: !backward && event.source !== node,
    target,
    unsafe: hazard && isFloat(target.dtype) ? unsafeFor(hazard, target.dtype) : null,
    push: pushOf(event),
    pursued: trusted,
    guided: kind !== "not-a-number" && isFloat(target.dtype),
    flushToZero: flushOnly || flushToZero,
  };
}

const unsafeFor =
  (hazard: Hazard, dtype: FloatType) =>
  (x: number): boolean =>
    hazard.unsafe(x, dtype);

function pushOf({ hazard, found, limit, node }: RangeEvent): Goal["push"] {
  if (!hazard) return found.hi >= -found.lo ? "up" : "down";
  if (limit <= found.lo) return "down";
  if (limit >= found.hi) return "up";
  const { dtype } = node.inputs[hazard.operand]!;
  if (!isFloat(dtype)) return "up";
  if (hazard.unsafe(found.lo, dtype)) return "down";
  return hazard.unsafe(found.hi, dtype) ? "up" : { through: limit };
}

/** @file check: where a graph can overflow, divide by zero or leave a function's domain, for all inputs in their ranges. */
import { nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { UnknownOp } from "../onnx/import/imported.ts";
import type { RangeEvent } from "../ranges/event.ts";
import { milliseconds } from "../util/clock.ts";
import { adviceFor } from "./advice.ts";
import { type Analysis, analyseSubject } from "./analysis.ts";
import { type Candidate, type Group, groupsOf } from "./candidates.ts";
import type { Finding, Grade, Witness } from "./finding.ts";
import { analyseCompiled, type CompiledAnalysis, placeOf, placesLeft, rewriteOf } from "./repaired.ts";
import { isEventRule, type PatternRule, type RuleContext } from "./rules/_rule.ts";
import { rules } from "./rules/index.ts";
import { type Subject, sourceOf, unknownOps } from "./subject.ts";
import { type Effort, type Shown, searchWitnesses, usualEffort } from "./witness/search.ts";
import { Space } from "./witness/space.ts";

export interface CheckOptions {
  /** Whether subnormal numbers are taken to be flushed to zero; else what needs that has a grade of its own. */
  readonly flushToZero?: boolean;
  /** How long inputs that show a defect are looked for; null looks for none. */
  readonly effort?: Effort | null;
  /** Of the random samples. */
  readonly seed?: number;
}

export interface CheckResult {
  readonly subject: Subject;
  /** By grade, then in the order of the graph. */
  readonly findings: readonly Finding[];
  /** Nodes that were analysed: of the model where it is an ONNX file. */
  readonly nodes: number;
  readonly seconds: number;
  /** Ops of which nothing is known: their results may be anything. */
  readonly unknown: readonly UnknownOp[];
  /** Ops without a gradient: what lies before them is checked forward only. */
  readonly withoutGradient: readonly string[];
  /** What was assumed, in sentences. */
  readonly stated: readonly string[];
  /** No op is unknown, for all inputs in the ranges every value is finite, and no gradient was found that is not. */
  readonly safe: boolean;
}

/** Checks a subject: see `onnxSubject`, `experimentSubject` and `graphSubject`. */
export function check(subject: Subject, options: CheckOptions = {}): CheckResult {
  const { flushToZero = false, effort = usualEffort, seed = 0 } = options;
  const started = milliseconds();
  const analysis = analyseSubject(subject, flushToZero);
  const context = contextOf(subject, analysis);
  const groups = groupsOf(context, rules.filter(isEventRule), flushToZero);
  const compiled = analyseCompiled(subject);
  const rewriteAt = rewritesOf(compiled);
  const open = groups.filter(({ at, backward }) => rewriteAt(at, backward) === null);
  const shown = effort ? search(open, subject, effort, seed) : new Map<Candidate, Shown>();
  const found = groups.flatMap((group) => findingOf(group, shown, { subject, flushToZero, rewriteAt }) ?? []);
  const patterns = rules.filter((rule): rule is PatternRule => !isEventRule(rule));
  const rewritten = compiled && { of: compiled, context: contextOf(compiled.subject, compiled.analysis) };
  const findings = [...found, ...adviceFor(context, patterns, found, rewritten)];
  const unknown = unknownOps(subject);
  return {
    subject,
    findings: inOrder(findings, analysis),
    nodes: subject.imported?.model.graph?.node?.length ?? nodesOf(subject.graph).length,
    seconds: (milliseconds() - started) / 1000,
    unknown,
    withoutGradient: [...new Set((analysis.backward?.withoutGradient ?? []).map(({ op }) => op.name))],
    stated: subject.stated,
    safe: unknown.length === 0 && isForwardSafe(analysis) && !found.some(({ grade }) => failing.has(grade)),
  };
}

function isForwardSafe({ ranges, forward }: Analysis): boolean {
  const known = new Set(forward);
  const harms = ({ node, discarded, flushOnly }: RangeEvent): boolean => known.has(node) && !discarded && !flushOnly;
  return ranges.unknown.length === 0 && ![...ranges.events, ...ranges.following].some(harms);
}

const failing: ReadonlySet<Grade> = new Set(["proved", "possible", "gradient"]);

/** Whether a run of ours, or anybody's of an ONNX file, can fail by it: what the compiler rewrites cannot. */
export const isFailure = ({ grade, rewrittenBy }: Finding): boolean => failing.has(grade) && rewrittenBy === null;

function contextOf(subject: Subject, analysis: Analysis): RuleContext {
  const users = new Map<Node, Node[]>();
  for (const node of analysis.forward) {
    for (const input of node.inputs) {
      const known = users.get(input);
      if (known) known.push(node);
      else users.set(input, [node]);
    }
  }
  return {
    subject,
    analysis,
    users: (node) => users.get(node) ?? [],
    range: (node) => analysis.ranges.range(node),
  };
}

function search(groups: readonly Group[], { inputs }: Subject, effort: Effort, seed: number): Map<Candidate, Shown> {
  const candidates = groups.flatMap((group) => group.candidates);
  if (candidates.length === 0) return new Map();
  const shown = searchWitnesses(
    candidates.map(({ goal }) => goal),
    new Space(inputs, seed),
    effort,
  );
  return new Map(
    candidates.flatMap((candidate): [Candidate, Shown][] => {
      const found = shown.get(candidate.goal);
      return found ? [[candidate, found]] : [];
    }),
  );
}

/** Which rewrite makes the compiled program safe at a node, or in its gradient; null for none. */
type RewriteAt = (node: Node, backward: boolean) => string | null;

function rewritesOf(compiled: CompiledAnalysis | null): RewriteAt {
  if (!compiled) return () => null;
  const left = placesLeft(compiled);
  return (node, backward) => (left.has(placeOf(node, backward)) ? null : rewriteOf(node, compiled.compiled));
}

interface Asked {
  readonly subject: Subject;
  readonly flushToZero: boolean;
  readonly rewriteAt: RewriteAt;
}

function findingOf(
  { at, candidates, backward }: Group,
  shown: ReadonlyMap<Candidate, Shown>,
  asked: Asked,
): Finding | null {
  const reported = candidates.find((one) => shown.has(one) && !one.observed.event.flushOnly);
  const chosen = reported ?? candidates.find(({ trusted }) => trusted) ?? candidates.find((one) => shown.has(one));
  if (!chosen) return null;
  const { rule, said, observed } = chosen;
  const { found, limit, flushOnly, hazard } = observed.event;
  const witness = shown.get(chosen) ?? null;
  return {
    rule: rule.id,
    grade: gradeOf({ backward, flushOnly: flushOnly && !asked.flushToZero, proved: witness !== null }),
    node: at,
    source: sourceOf(asked.subject, at),
    site: at.origin.site,
    range: said.range ?? found,
    limit: hazard || observed.event.kind === "overflow" ? limit : null,
    message: said.message,
    help: said.help,
    witness: witness && witnessOf(witness, asked.subject),
    backward,
    rewrittenBy: asked.rewriteAt(at, backward),
  };
}

const gradeOf = ({ backward, flushOnly, proved }: Record<"backward" | "flushOnly" | "proved", boolean>): Grade =>
  flushOnly ? "flush-to-zero" : backward ? "gradient" : proved ? "proved" : "possible";

function witnessOf({ point, by, operand, result }: Shown, { inputs }: Subject): Witness {
  const given = inputs.map(({ name, node }) => {
    const { shape, data } = point.get(node)!;
    return [name, { shape, data: listOf(data) }] as const;
  });
  return { inputs: Object.fromEntries(given), operand, result, by, shownBy: ["reference"] };
}

/** Twenty times as fast as Array.from for the millions of weights of a model. */
function listOf(data: ArrayLike<number>): number[] {
  const list = new Array<number>(data.length);
  for (let i = 0; i < list.length; i++) list[i] = data[i]!;
  return list;
}

const gradeOrder: readonly Grade[] = ["proved", "possible", "gradient", "flush-to-zero", "advice"];

function inOrder(findings: readonly Finding[], { forward }: Analysis): Finding[] {
  const order = new Map(forward.map((node, i) => [node, i]));
  return [...findings].sort(
    (a, b) =>
      gradeOrder.indexOf(a.grade) - gradeOrder.indexOf(b.grade) || (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0),
  );
}

/** @file What a rule of the checker is: its page, and how it finds what it is about. */
import type { Node } from "../../graph/node.ts";
import type { Hazard, Range } from "../../graph/op.ts";
import type { OnnxSource } from "../../onnx/import/imported.ts";
import type { RangeEvent } from "../../ranges/event.ts";
import type { Analysis } from "../analysis.ts";
import type { Subject } from "../subject.ts";

/** A small program that shows the rule. */
export interface RuleExample {
  /** The formula, as one would write it, with the ranges of its inputs. */
  readonly formula: string;
  readonly subject: () => Subject;
}

interface Header {
  /** Kebab case, as the file. */
  readonly id: string;
  readonly title: string;
  /** What happens. */
  readonly what: string;
  /** The mechanism, with its numbers. */
  readonly why: string;
  readonly remedy: string;
  /** Errors can make a run fail; advice never does. */
  readonly severity: "error" | "advice";
  readonly references: readonly string[];
  /** `bad` has this finding first, `good` none at all. */
  readonly examples: { readonly bad: RuleExample; readonly good: RuleExample };
}

/** Something that the analysis saw at a node, in the forward graph or in its gradient. */
export interface Observed {
  readonly event: RangeEvent;
  /** The forward node; for an event of the gradient graph, the one whose gradient it is. */
  readonly forward: Node;
  readonly backward: boolean;
}

/** What a finding says, besides what follows from the event. */
export interface Said {
  /** The node it is reported at, where that is another than the event's. */
  readonly at?: Node;
  readonly message: string;
  readonly help: string;
  /** Shown in the place of the event's. */
  readonly range?: Range;
}

/** A rule that explains events of the analysis. */
export interface EventRule extends Header {
  /** Rules are asked in this order, low numbers first; what the first one says stands. */
  readonly precedence: number;
  /** What it says of an event; null where it is not about it. */
  explain(observed: Observed, context: RuleContext): Said | null;
  /** Events that ranges alone do not show. */
  notice?(context: RuleContext): readonly Observed[];
}

/** A rule that looks for a pattern, whatever the ranges are. */
export interface PatternRule extends Header {
  find(context: RuleContext): readonly Pattern[];
}

export interface Pattern {
  readonly node: Node;
  /** The ONNX node, where it is not the one that the graph's node came from. */
  readonly source?: OnnxSource;
  readonly message: string;
}

export type Rule = EventRule | PatternRule;

export interface RuleContext {
  readonly subject: Subject;
  readonly analysis: Analysis;
  users(node: Node): readonly Node[];
  range(node: Node): Range;
}

export const isEventRule = (rule: Rule): rule is EventRule => "explain" in rule;

/** Whether it is a forward hazard of one of the named ops, with one of the results. */
export const isHazard = (
  { event, backward }: Observed,
  ops: readonly string[],
  gives: readonly Hazard["gives"][],
): boolean =>
  !backward && event.hazard !== null && ops.includes(event.node.op.name) && gives.includes(event.hazard.gives);

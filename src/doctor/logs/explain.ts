/** @file Explains logs: the statements of each run, comparisons, and what to test first. */
import { compareRuns, type Named } from "./compare.ts";
import { type Conclusion, conclusions, type Measurement, type Shown } from "./conclusions.ts";
import type { ReadLog } from "./read.ts";
import type { Certainty, Statement } from "./statements/_statement.ts";
import { statements as rules } from "./statements/index.ts";
import { type View, viewOf } from "./view.ts";

export interface ExplainedRun {
  readonly name: string;
  readonly view: View;
  readonly verdict: string;
  /** Most certain first. */
  readonly statements: readonly Statement[];
}

export interface ComparedRuns {
  readonly names: readonly [string, string];
  readonly statements: readonly Statement[];
}

interface FirstCause {
  readonly headline: string;
  readonly because: readonly string[];
  /** Ids of pages, of the likeliest cause first. */
  readonly causes: readonly string[];
}

export interface Explanation {
  readonly logs: readonly ReadLog[];
  readonly runs: readonly ExplainedRun[];
  readonly comparisons: readonly ComparedRuns[];
  /** null where nothing is wrong, or nothing can be said. */
  readonly first: FirstCause | null;
  readonly cannot: readonly string[];
  readonly measurements: readonly Measurement[];
  /** Runs of the logs that are not explained, because there are too many. */
  readonly leftOut: number;
}

export interface ExplainOptions {
  /** As the user states them, one for all or one for each log in their order. */
  readonly learningRates?: readonly number[];
}

const mostRuns = 12;
const order: readonly Certainty[] = ["certain", "nearly", "likely", "possible"];

export function explainLogs(logs: readonly ReadLog[], { learningRates = [] }: ExplainOptions = {}): Explanation {
  const all = logs.flatMap((log, i) => namedRuns(log, learningRates[i] ?? learningRates[0] ?? null));
  const named = all.slice(0, mostRuns);
  const found = named.map(({ view }) => statementsOf(view));
  const comparisons = named.slice(1).flatMap((other): ComparedRuns[] => {
    const statements = compareRuns(named[0]!, other);
    return statements.length > 0 ? [{ names: [named[0]!.name, other.name], statements: sorted(statements) }] : [];
  });
  const subject = logs.every(({ format }) => format.id === "evenkeel") ? "RUN" : "EXPERIMENT.json";
  const compared = comparisons.flatMap(({ statements }) => statements);
  const shown = named.map(({ view }, i): Shown => {
    return { view, subject, statements: new Map([...found[i]!, ...compared].map((each) => [each.id, each])) };
  });
  const drawn = shown.map(conclusionOf);
  const runs = named.map(({ name, view }, i): ExplainedRun => {
    return { name, view, statements: sorted(found[i]!), verdict: verdictOf(drawn[i]!, shown[i]!) };
  });
  return { logs, runs, comparisons, leftOut: all.length - named.length, ...gravest(drawn, shown) };
}

const nothingToSay =
  "These numbers alone show nothing that is certain: there are too few of them, or they are ordinary.";

/** "a.txt", or "a.txt, run 2". */
function namedRuns({ name, runs }: ReadLog, stated: number | null): Named[] {
  return runs.map((run, i) => ({
    name: runs.length === 1 ? name : `${name}, run ${i + 1}`,
    view: viewOf(run, stated),
  }));
}

const statementsOf = (view: View): Statement[] =>
  rules.flatMap((rule) => {
    const said = rule.look(view);
    return said ? [{ id: rule.id, ...said }] : [];
  });

/** Conclusions before what they are drawn from. */
const foremost: readonly string[] = ["dead-network", "constant-output", "bias-only"];

function sorted(statements: readonly Statement[]): Statement[] {
  const place = ({ id }: Statement): number => (foremost.includes(id) ? foremost.indexOf(id) : foremost.length);
  return [...statements].sort((a, b) => order.indexOf(a.certainty) - order.indexOf(b.certainty) || place(a) - place(b));
}

function conclusionOf(shown: Shown): Conclusion | null {
  const { statements } = shown;
  const holds = ({ when, unless = [] }: Conclusion): boolean =>
    when.every((id) => statements.has(id)) && !unless.some((id) => statements.has(id));
  return conclusions.find((each) => holds(each) && (each.if?.(shown) ?? true)) ?? null;
}

const doubts: Readonly<Record<Certainty, string>> = {
  certain: "",
  nearly: "",
  likely: "Probably ",
  possible: "Possibly ",
};

/** As sure as the least sure of the statements that lead to it. */
function verdictOf(conclusion: Conclusion | null, { statements }: Shown): string {
  if (!conclusion) return nothingToSay;
  const sure = conclusion.when.map((id) => order.indexOf(statements.get(id)!.certainty));
  const doubt = doubts[order[Math.max(...sure)]!];
  const { verdict } = conclusion;
  return doubt === "" ? verdict : `${doubt}${verdict.charAt(0).toLowerCase()}${verdict.slice(1)}`;
}

/** Of several runs the gravest conclusion says what to test. */
function gravest(
  drawn: readonly (Conclusion | null)[],
  shown: readonly Shown[],
): Pick<Explanation, "first" | "cannot" | "measurements"> {
  const grave = conclusions.find((conclusion) => drawn.includes(conclusion));
  if (!grave) return { first: null, cannot: [], measurements: [] };
  const of = shown[drawn.indexOf(grave)]!;
  const first = grave.first && { headline: grave.first, because: grave.because(of), causes: grave.causes };
  return { first: first || null, cannot: grave.cannot(of), measurements: grave.measurements(of) };
}

/** @file The cards of a report: one for each cause whose change repairs, with the symptoms that it explains. */
import type { Experiment } from "../../experiment/types.ts";
import type { Fact } from "../fact.ts";
import type { CauseFinding, Confidence, Diagnosis, SymptomFinding, TrialSummary } from "./diagnosis.ts";
import { type DiffLine, diffLines } from "./diff.ts";
import type { CausePage } from "./page.ts";
import type { ReportOptions } from "./report.ts";
import { repairing } from "./verdict.ts";
import { bound, counted, inSentence, median, metricName, middle, ofSeeds, ranked, score } from "./words.ts";

export interface Card {
  readonly id: string;
  readonly title: string;
  readonly severity: CauseFinding["severity"];
  readonly confidence: Confidence;
  /** Fields of the experiment, or where a number was first not finite. */
  readonly where: readonly string[];
  /** What the user sees of it. */
  readonly symptoms: readonly SymptomFinding[];
  readonly evidence: readonly Fact[];
  /** What happens, in at most two sentences; `why` is the mechanism with its formula. */
  readonly what: string | null;
  readonly why: string | null;
  readonly ruledOut: readonly string[];
  readonly fix: readonly DiffLine[];
  readonly proof: readonly string[];
  readonly stillWrong: readonly string[];
  /** The command that prints the long page. */
  readonly explain: string;
}

type CardOptions = ReportOptions & { readonly page: (id: string) => CausePage | null };

interface Cards {
  readonly cards: readonly Card[];
  readonly seen: readonly SymptomFinding[];
  readonly rest: readonly CauseFinding[];
}

export function cardsOf(diagnosis: Diagnosis, options: CardOptions): Cards {
  const shown = carded(diagnosis);
  const explained = new Map<SymptomFinding, CauseFinding>();
  for (const symptom of diagnosis.symptoms) {
    const cause = shown.find(({ id }) => options.page(id)?.explains.includes(symptom.id));
    if (cause) explained.set(symptom, cause);
  }
  const cards = shown.map((cause, i) => {
    const symptoms = diagnosis.symptoms.filter((symptom) => explained.get(symptom) === cause);
    return card(diagnosis, cause, { symptoms, isFirst: i === 0, options });
  });
  return {
    cards,
    seen: diagnosis.symptoms.filter((symptom) => !explained.has(symptom)),
    rest: diagnosis.causes.filter((cause) => !shown.includes(cause)),
  };
}

/** Of changes that repair alone, so many get a card. */
const shownRepairs = 2;

/** What repairs; where nothing does, what the evidence speaks for most. */
function carded(diagnosis: Diagnosis): readonly CauseFinding[] {
  const repairs = repairing(diagnosis);
  if (repairs.length > 0 || diagnosis.verdict === "healthy") {
    return repairs.filter(({ recommended }, i) => recommended || i < shownRepairs);
  }
  return diagnosis.causes.filter(({ confidence, facts }) => confidence === "likely" && facts.length > 0).slice(0, 1);
}

interface Place {
  readonly symptoms: readonly SymptomFinding[];
  readonly isFirst: boolean;
  readonly options: CardOptions;
}

/** More facts or rivals than these are in the tables of the HTML report. */
const shownFacts = 5;
const shownRivals = 4;

function card(diagnosis: Diagnosis, cause: CauseFinding, { symptoms, isFirst, options }: Place): Card {
  const { id, title, severity, confidence, facts, changes } = cause;
  const page = options.page(id);
  return {
    id,
    title,
    severity,
    confidence,
    where: [...fieldsOf(diagnosis, cause, options), ...(isFirst ? failureOf(diagnosis) : [])],
    symptoms,
    evidence: facts.slice(0, shownFacts),
    what: page && sentences(page.what, 2),
    why: page?.why ?? null,
    ruledOut: isFirst ? rivals(diagnosis) : [],
    fix: diffLines(changes),
    proof: proofOf(diagnosis, cause),
    stillWrong: cause.recommended && isFirst && !cause.without ? stillWrong(diagnosis) : [],
    explain: `${options.command} explain ${id}`,
  };
}

/** The first sentences of a text: a full stop followed by a capital ends one. */
const sentences = (text: string, many: number): string =>
  text
    .split(/(?<=[.?:]) (?=[A-Z])/)
    .slice(0, many)
    .join(" ");

const fieldsOf = ({ experiment }: Diagnosis, { changes }: CauseFinding, { place }: CardOptions): string[] =>
  changes.map(({ path }) => [path, layerOf(experiment, path), place?.(path)].filter(Boolean).join(" · "));

/** Where a number was first not finite. */
function failureOf({ evidence: { course } }: Diagnosis): string[] {
  if (!course?.failure) return [];
  const { gives, op, via, site, step } = course.failure;
  const places = [op, via.join(", "), site && `${site.file}:${site.line}`].filter(Boolean);
  return [`first ${gives} at step ${course.failedAt ?? step}, in ${places.join(" · ")}`];
}

/** "layer 3 of 5, the output". */
function layerOf({ model }: Experiment, path: string): string | null {
  const index = Number(/^model\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN);
  if (!model[index]) return null;
  const lastDense = model.findLastIndex(({ type }) => type === "dense");
  return `layer ${index + 1} of ${model.length}${index >= lastDense ? ", the output" : ""}`;
}

function rivals({ ruledOut }: Diagnosis): string[] {
  const shown = ruledOut.slice(0, shownRivals).map(({ title, why }) => `${inSentence(title)}: ${why}`);
  const more = ruledOut.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more, each tried or looked at`] : shown;
}

/** For a member of a set what the set does without it; else what the change does alone, and what taking it back does. */
function proofOf(diagnosis: Diagnosis, { trials, without, recommended, alone }: CauseFinding): string[] {
  const { experiment, baseline, evidence, recommended: found } = diagnosis;
  const { goal } = experiment;
  if (without) {
    return [`without this change the others reach the goal in ${ofSeeds(without)}: ${middle(without.scores, goal)}`];
  }
  const shown = trials ?? (recommended ? found?.trials : undefined);
  if (!shown) return [];
  if (!recommended && !alone) return [`the change was tried alone and ${triedAlone(diagnosis, shown)}`];
  const back = evidence.refusal ? "it does not start" : `${ofSeeds(baseline)}`;
  return [beforeAfter(diagnosis, shown), `put back: ${back}. ${rules(diagnosis)}`];
}

/** The score of the run as it is; none where it does not start or diverges. */
function before({ experiment: { goal }, baseline, evidence }: Diagnosis): string {
  const typical = median(baseline.scores, goal);
  return evidence.refusal || Number.isNaN(typical) ? "none" : score(typical, goal);
}

/** "reaches the goal in 5 of 5 seeds: test accuracy 11.4% → 97.8% (97.6% to 98.1%)". */
export function beforeAfter(diagnosis: Diagnosis, trials: TrialSummary): string {
  const { goal } = diagnosis.experiment;
  return `reaches the goal in ${ofSeeds(trials)}: ${metricName(goal)} ${before(diagnosis)} → ${middle(trials.scores, goal)}`;
}

/** "misses the goal: test accuracy 11.3% → 94.1%", "misses the goal: it diverges". */
function triedAlone(diagnosis: Diagnosis, trials: TrialSummary): string {
  const { goal } = diagnosis.experiment;
  const misses = trials.repaired === 0 ? "misses the goal" : `reaches the goal in ${ofSeeds(trials)}`;
  if (Number.isNaN(median(trials.scores, goal))) return `${misses}: it diverges`;
  return `${misses}: ${metricName(goal)} ${before(diagnosis)} → ${middle(trials.scores, goal)}`;
}

export const rules = ({ experiment: { goal } }: Diagnosis): string =>
  `Same seeds, same order of the examples; the goal is ${bound(goal)}.`;

/** What the recommended changes leave: seeds that miss the goal. */
export function stillWrong({ recommended, experiment: { goal } }: Diagnosis): string[] {
  if (!recommended) return [];
  const { seeds, repaired, scores } = recommended.trials;
  const missed = ranked(scores, goal).slice(0, seeds - repaired);
  const values = missed.map((value) => score(value, goal)).join(", ");
  return missed.length > 0
    ? [`${missed.length} of ${counted(seeds, "seed")} ${missed.length === 1 ? "misses" : "miss"} the goal: ${values}`]
    : [];
}

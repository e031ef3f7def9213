/** @file A diagnosis in words, before it takes a form: the same sentences and tables for terminal, Markdown and HTML. */
import type { Change } from "../../experiment/changes.ts";
import type { Fact } from "../fact.ts";
import { beforeAfter, type Card, cardsOf, rules, stillWrong } from "./cards.ts";
import type { CauseFinding, Confidence, Diagnosis, RuledOut, SymptomFinding, Verdict } from "./diagnosis.ts";
import { type DiffLine, diffLines } from "./diff.ts";
import { highlights } from "./measurements.ts";
import { type CausePage, pageOf } from "./page.ts";
import { headline, notes, sentence } from "./verdict.ts";
import { counted, duration, factText, median, ofSeeds, outcome } from "./words.ts";

export interface ReportOptions {
  /** How this program is called: "npx evenkeel". */
  readonly command: string;
  /** What was diagnosed, as it is named in a command. */
  readonly source: string;
  /** Where a field of the experiment is written: "experiment.json:9". */
  readonly place?: (path: string) => string | null;
  /** The file that the repaired experiment was written to. */
  readonly written?: string;
  /** Whether the user did not wait for the end. */
  readonly stopped?: boolean;
  readonly page?: (id: string) => CausePage | null;
}

export interface Report {
  readonly verdict: Verdict;
  /** What it comes to, in one sentence, and one with the numbers. */
  readonly headline: string;
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly cards: readonly Card[];
  /** Symptoms that no card explains. */
  readonly seen: readonly SymptomFinding[];
  /** Further causes whose change alone repairs. */
  readonly instead: readonly Other[];
  /** Causes that no replay proved. */
  readonly others: readonly Other[];
  readonly ruledOut: readonly RuledOut[];
  /** What a healthy run is shown with. */
  readonly looked: readonly Fact[];
  /** All changes at once, where they are those of several causes. */
  readonly together: { readonly fix: readonly DiffLine[]; readonly proof: readonly string[] } | null;
  readonly next: readonly (readonly [what: string, command: string])[];
  readonly footer: string;
}

export interface Other {
  readonly id: string;
  readonly title: string;
  readonly confidence: Confidence;
  readonly note: string | null;
}

export function reportOf(diagnosis: Diagnosis, options: ReportOptions): Report {
  const { page = pageOf, stopped = false } = options;
  const { cards, seen, rest } = cardsOf(diagnosis, { ...options, page });
  const { verdict, recommended } = diagnosis;
  return {
    verdict,
    headline: headline(diagnosis, stopped),
    sentence: sentence(diagnosis),
    notes: notes(diagnosis, stopped),
    cards,
    seen,
    instead: rest.filter(({ alone }) => alone).map((cause) => other(cause, diagnosis)),
    others: rest.filter(({ alone }) => !alone).map((cause) => other(cause, diagnosis)),
    ruledOut: diagnosis.ruledOut,
    looked: verdict === "healthy" ? highlights(diagnosis.evidence) : [],
    together:
      recommended && isSet(diagnosis)
        ? {
            fix: diffLines(recommended.changes),
            proof: [beforeAfter(diagnosis, recommended.trials), rules(diagnosis), ...stillWrong(diagnosis)],
          }
        : null,
    next: nextCommands(diagnosis, options),
    footer: `${counted(diagnosis.replays, "replay")} in ${duration(diagnosis.seconds)}`,
  };
}

/** Whether the recommended changes are not those of one card. */
const isSet = ({ recommended, causes }: Diagnosis): boolean =>
  recommended !== null &&
  !causes.some((cause) => cause.recommended && cause.changes.length === recommended.changes.length);

function other(cause: CauseFinding, { experiment: { goal } }: Diagnosis): Other {
  const { id, title, confidence, trials, treatment, facts, alone } = cause;
  const first = facts[0];
  const tried =
    trials && treatment
      ? `${alone ? ofSeeds(trials) : "Tried alone"}, ${treatment}: ${outcome(median(trials.scores, goal), goal)}`
      : null;
  return { id, title, confidence, note: [first && factText(first), tried].filter(Boolean).join(". ") || null };
}

/** The flags of `train` that set a field. */
const flags: Readonly<Record<string, string>> = {
  "optimizer.learningRate": "--lr",
  "optimizer.momentum": "--momentum",
  "optimizer.weightDecay": "--weight-decay",
  epochs: "--epochs",
  batchSize: "--batch-size",
  rewrites: "--rewrites",
  precision: "--precision",
  "loss.name": "--loss",
};

const flagOf = ({ path, to }: Change): string | null =>
  flags[path] && (typeof to === "number" || typeof to === "string") ? `${flags[path]} ${to}` : null;

function nextCommands({ recommended }: Diagnosis, { command, source, written }: ReportOptions): Report["next"] {
  if (!recommended) return [];
  if (written) return [["train the repaired experiment", `${command} train ${written}`]];
  const given = recommended.changes.map(flagOf);
  const asFlags = given.every((flag) => flag !== null);
  if (asFlags) return [["train with the change", `${command} train ${source} ${given.join(" ")}`]];
  if (/\.[mc]?[tj]s$/.test(source)) return [["after the change", `${command} train ${source}`]];
  return [["write the repaired experiment", `${command} doctor ${source} --write repaired.json`]];
}

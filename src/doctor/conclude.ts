/** @file What the findings come to: the verdict, the causes in order, and the changes to recommend. */
import { isUnfinished } from "./2-symptoms/_readings.ts";
import type { Cause, Suspicion, Treatment } from "./3-causes/_cause.ts";
import { noSignalCause } from "./3-causes/no-signal.ts";
import { reinforced, reliableSeeds } from "./4-trials/reinforce.ts";
import type { Decided, Search } from "./4-trials/search.ts";
import type { Minimal } from "./4-trials/sets.ts";
import { applied, type Candidate, changesOf, titleOf } from "./4-trials/steps.ts";
import { fails, isClearlyBetter, works } from "./4-trials/trials.ts";
import type {
  CauseFinding,
  Confidence,
  Diagnosis,
  Recommendation,
  RuledOut,
  TrialSummary,
  Verdict,
} from "./5-report/diagnosis.ts";
import type { Findings } from "./diagnose.ts";
import type { WithGoal } from "./subject.ts";

/** A cause that is not ruled out. */
export interface Suspect {
  readonly cause: Cause;
  readonly suspicion: Suspicion;
  readonly treatments: readonly Treatment[];
}

/** What the search found, by cause. */
interface Proof {
  readonly verdict: Verdict;
  /** What repairs: a cause's change alone, or the members of a set, each with its cause; the one to recommend first. */
  readonly repairs: readonly Repair[];
  readonly recommended: Decided | null;
  /** What repaired before more was added to make it hold from more seeds. */
  readonly before: TrialSummary | null;
}

interface Repair {
  readonly candidate: Candidate;
  readonly alone: TrialSummary | null;
  readonly without: TrialSummary | null;
  readonly proved: boolean;
}

/** Suspicions from here on are shown although no trial proved them. */
const worthShowing = 0.5;
const likely = 0.8;

export async function conclude(
  findings: Findings,
  search: Search,
): Promise<Omit<Diagnosis, "replays" | "seconds" | "cutShort">> {
  const proof = await proofOf(findings, search);
  const { experiment, evidence, symptoms, baseline, name, goalStated } = findings;
  const causes = causesOf(findings, proof);
  return {
    verdict: proof.verdict,
    name,
    experiment,
    goalStated,
    symptoms,
    causes,
    recommended: recommendationOf(experiment, proof.recommended),
    baseline,
    ruledOut: ruledOutOf(findings, causes),
    evidence,
  };
}

async function proofOf(findings: Findings, search: Search): Promise<Proof> {
  const { singles, minimal, suspects, candidates, healthy } = findings;
  if (healthy) return { verdict: "healthy", ...nothing };
  const alone = singles.decided.filter(({ summary }) => works(summary));
  if (alone.length > 0) {
    const { decided, recommended } = await mostReliable(search, alone, findings);
    const repairs = decided.map(({ set, summary }) => ({
      candidate: set[0]!,
      alone: summary,
      without: null,
      proved: works(summary) && isWorse(findings, summary),
    }));
    return { verdict: repairs.length > 1 ? "tied" : "identified", repairs, recommended, before: repairs[0]!.alone };
  }
  if (minimal) {
    const recommended = await reinforced(search, minimal.set, candidates);
    // What is recommended is the set, or more than it, with eight seeds.
    const holds = works(minimal.summary) && share((recommended ?? minimal).summary) > most;
    return jointProof(findings, { ...minimal, holds }, recommended);
  }
  return { verdict: lacksSignal(suspects) ? "no-signal" : "unexplained", ...nothing };
}

const nothing: Pick<Proof, "repairs" | "recommended" | "before"> = { repairs: [], recommended: null, before: null };

/** Whether the run as it is, seen to its end, fails more often than luck allows. */
const isWorse = ({ baseline, evidence }: Findings, changed: TrialSummary): boolean =>
  evidence.refusal !== null || (!isUnfinished(evidence) && fails(baseline) && isClearlyBetter(changed, baseline));

/**
 * With eight seeds: the first, in order of suspicion, to which no seed objects; else that which most agree on. A cause
 * that more seeds do not confirm no longer counts.
 */
async function mostReliable(
  search: Search,
  alone: readonly Decided[],
  { candidates, baseline, evidence }: Findings,
): Promise<{ decided: Decided[]; recommended: Decided | null }> {
  const decided: Decided[] = [];
  // Where some seeds reach the goal as it is, few more seeds tell nothing.
  const mixed = baseline.repaired > 0;
  let recommended: Decided | null = null;
  for (const each of alone) {
    const reliable: boolean = recommended !== null && share(recommended.summary) === 1;
    const confirmed: Decided = reliable && !mixed ? each : ((await search.decide(each.set, reliableSeeds)) ?? each);
    const better = recommended === null || share(confirmed.summary) > share(recommended.summary);
    if (!reliable && better) recommended = confirmed;
    if (works(confirmed.summary)) decided.push(confirmed);
  }
  const weak = recommended !== null && share(recommended.summary) < 1;
  const clear = decided.filter(({ summary }) => evidence.refusal || isClearlyBetter(summary, baseline));
  const best = decided.find(({ set }) => set === recommended?.set) ?? decided[0] ?? alone[0]!;
  return {
    decided: clear.length > 0 ? clear : [best],
    recommended: weak ? await reinforced(search, recommended!.set, candidates) : recommended,
  };
}

/** Share of the seeds that a proof needs beyond the few that chose the changes. */
const most = 0.5;

const share = ({ seeds, repaired }: TrialSummary): number => (seeds === 0 ? 0 : repaired / seeds);

/** @param found `holds`: whether more seeds agree with those that found the set */
function jointProof(
  { evidence }: Findings,
  found: Minimal & { readonly holds: boolean },
  recommended: Decided | null,
): Proof {
  const { set, summary, without, holds } = found;
  const repairs = set.map((candidate, i) => ({
    candidate,
    alone: null,
    without: without[i]!,
    proved: holds && !isUnfinished(evidence) && fails(without[i]!) && isClearlyBetter(summary, without[i]!),
  }));
  // What more seeds ask for is part of the repair: it may hold where the set that a few seeds chose does not.
  const repaired = holds || (recommended !== null && share(recommended.summary) > most);
  return {
    verdict: repaired ? "joint" : "unexplained",
    repairs: bySuspicion(repairs),
    recommended: recommended ?? found,
    before: summary,
  };
}

const bySuspicion = (repairs: readonly Repair[]): Repair[] =>
  [...repairs].sort((a, b) => b.candidate.suspicion.weight - a.candidate.suspicion.weight);

/**
 * Whether it is as good as certain that the inputs do not tell the targets: of a few examples, or of a few that are not
 * of the commonest class, simple methods tell nothing either.
 */
export const lacksSignal = (suspects: readonly Suspect[]): boolean =>
  suspects.some(({ cause, suspicion }) => cause === noSignalCause && suspicion.weight >= likely);

function causesOf(findings: Findings, { repairs, recommended, before, verdict }: Proof): CauseFinding[] {
  const proved = repairs.map(({ candidate, alone, without, proved: isProved }) => {
    const chosen = recommended?.set.find((each) => isSameKnob(each, candidate));
    return findingOf(findings, chosen ?? candidate, {
      confidence: isProved ? "proved" : confidenceOf(candidate.suspicion),
      trials: alone,
      without,
      alone: alone !== null && works(alone),
      recommended: chosen !== undefined,
    });
  });
  const added = (recommended?.set ?? [])
    .filter((each) => !repairs.some(({ candidate }) => isSameKnob(each, candidate)))
    .map((each) => findingOf(findings, each, { ...unsure(each), without: before, recommended: true }));
  proved.push(...added);
  const known = new Set(proved.map(({ id }) => id));
  const least = verdict === "healthy" ? likely : worthShowing;
  const others = findings.suspects
    .filter(({ cause, suspicion }) => !known.has(cause.id) && suspicion.weight >= least && !isAside(cause, verdict))
    .map((suspect) => unproved(findings, suspect));
  // Members of one set may share a cause: the first stands for it.
  return [...proved.filter(({ id }, i) => proved.findIndex((other) => other.id === id) === i), ...others];
}

/** More epochs than were asked for are another treatment of the same knob. */
const isSameKnob = (a: Candidate, b: Candidate): boolean =>
  a.cause === b.cause && a.treatment.knob === b.treatment.knob;

/** "Nothing wrong" is said of healthy runs only, and there is a verdict for it. */
const isAside = ({ id, severity }: Cause, verdict: Verdict): boolean =>
  severity === "info" && (id === "nothing-wrong" || verdict === "healthy");

/** A change that only makes a repair more reliable. */
const unsure = ({ suspicion }: Candidate): Pick<CauseFinding, "confidence" | "trials" | "alone"> => ({
  confidence: confidenceOf(suspicion),
  trials: null,
  alone: false,
});

const confidenceOf = ({ weight }: Suspicion): Confidence => (weight >= likely ? "likely" : "possible");

function unproved(findings: Findings, { cause, suspicion, treatments }: Suspect): CauseFinding {
  const treatment = treatments[0];
  const screened = findings.singles.screened.find(({ set }) => set.length === 1 && set[0]!.cause === cause);
  const found = { confidence: confidenceOf(suspicion), without: null, alone: false, recommended: false };
  if (!treatment) return { ...header(cause, suspicion), ...found, treatment: null, changes: [], trials: null };
  const trials = screened ? { seeds: 1, repaired: Number(screened.passed), scores: [screened.replayed.score] } : null;
  return findingOf(findings, screened?.set[0] ?? { cause, suspicion, treatment }, { ...found, trials });
}

const header = ({ id, title, severity }: Cause, { weight, facts }: Suspicion) =>
  ({ id, title, severity, weight, facts }) as const;

function findingOf(
  { experiment }: Findings,
  candidate: Candidate,
  found: Pick<CauseFinding, "confidence" | "trials" | "without" | "alone" | "recommended">,
): CauseFinding {
  return {
    ...header(candidate.cause, candidate.suspicion),
    ...found,
    treatment: candidate.treatment.title,
    changes: changesOf(experiment, [candidate]),
  };
}

function recommendationOf(experiment: WithGoal, decided: Decided | null): Recommendation | null {
  const changed = decided && applied(experiment, decided.set);
  if (!changed) return null;
  return { changes: changesOf(experiment, decided.set), trials: decided.summary, experiment: changed };
}

function ruledOutOf({ singles, experiment, baseline }: Findings, causes: readonly CauseFinding[]): RuledOut[] {
  const shown = new Set(causes.map(({ id }) => id));
  const result = new Map<string, RuledOut>();
  const before = baseline.scores[0] ?? Number.NaN;
  for (const { set, replayed, passed } of singles.screened) {
    const { id, title } = set[0]!.cause;
    if (shown.has(id) || result.has(id) || passed) continue;
    const { metric } = experiment.goal;
    const from = Number.isNaN(before) ? "" : `${number(before)} → `;
    const after = replayed.ended === "diverged" ? "it diverges" : `${metric} ${from}${number(replayed.score)}`;
    result.set(id, { id, title, why: `tried alone, ${titleOf(set)}: ${after}` });
  }
  return [...result.values()];
}

const number = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(3))) : "not finite");

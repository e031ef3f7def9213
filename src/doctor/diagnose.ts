/** @file The diagnosis: evidence, symptoms, causes, trials; what they come to is a Diagnosis for the reports. */
import type { Engine } from "../engine/engine.ts";
import type { RunEvent } from "../record/events.ts";
import { milliseconds } from "../util/clock.ts";
import type { Evidence, GradientEvidence } from "./1-evidence/evidence.ts";
import { gatherEvidence } from "./1-evidence/gather.ts";
import { missesGoal } from "./2-symptoms/_readings.ts";
import { symptoms as symptomRegistry } from "./2-symptoms/index.ts";
import { causes as causeRegistry } from "./3-causes/index.ts";
import { paceOf } from "./4-trials/pace.ts";
import { reliableSeeds } from "./4-trials/reinforce.ts";
import { Search } from "./4-trials/search.ts";
import { findSet, type Minimal } from "./4-trials/sets.ts";
import { type SinglesResult, tryAlone } from "./4-trials/singles.ts";
import type { Candidate } from "./4-trials/steps.ts";
import type { Replayer } from "./4-trials/trial.ts";
import { fails, Trials, works } from "./4-trials/trials.ts";
import type { Diagnosis, SymptomFinding, TrialSummary } from "./5-report/diagnosis.ts";
import { baselineRun } from "./baseline.ts";
import { conclude, lacksSignal, type Suspect } from "./conclude.ts";
import { withGoal } from "./goal.ts";
import type { Subject, WithGoal } from "./subject.ts";

export interface Progress {
  readonly stage: "evidence" | "single changes" | "sets of changes" | "proof";
  readonly replays: number;
  /** "accuracy 0.91 with learning rate 0.1 → 0.01". */
  readonly best: string | null;
}

export interface DiagnoseOptions {
  /** As the user named what is diagnosed. */
  readonly name: string;
  /** For the run as it is and for measurements. */
  readonly engine: Engine;
  readonly replayer: Replayer;
  /** The record of a run that was made already. */
  readonly events: readonly RunEvent[] | null;
  readonly budgetSeconds: number;
  readonly gradients?: () => Promise<GradientEvidence | null>;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: { readonly aborted: boolean };
}

/** Everything that was found out, whatever it came to. */
export interface Findings {
  readonly name: string;
  readonly experiment: WithGoal;
  readonly goalStated: boolean;
  readonly evidence: Evidence;
  readonly symptoms: readonly SymptomFinding[];
  /** Whether the run as it is reaches its goal. */
  readonly healthy: boolean;
  /** The most suspect first. */
  readonly suspects: readonly Suspect[];
  /** Every treatment that can be tried, the likeliest first. */
  readonly candidates: readonly Candidate[];
  readonly baseline: TrialSummary;
  readonly singles: SinglesResult;
  readonly minimal: Minimal | null;
}

export async function diagnose(
  subject: Subject,
  options: DiagnoseOptions,
): Promise<{ readonly diagnosis: Diagnosis; readonly events: readonly RunEvent[] }> {
  const began = milliseconds();
  const seconds = (): number => (milliseconds() - began) / 1000;
  options.onProgress?.({ stage: "evidence", replays: 0, best: null });
  const baseline = await baselineRun(subject, options);
  const evidence = await gatherEvidence({ subject, ...baseline, engine: options.engine, ...gradientsOf(options) });
  const experiment = withGoal(subject.experiment, evidence.data, evidence.signal);
  const trials = new Trials({
    replayer: options.replayer,
    baseRate: evidence.data.targets.baseRate,
    seconds: Math.max(1, options.budgetSeconds - seconds()),
    stopped: () => options.signal?.aborted ?? false,
  });
  const { replayer, budgetSeconds } = options;
  const recorded = baseline.events === options.events;
  const pace = await paceOf({ ...baseline, experiment, replayer, budgetSeconds, recorded });
  const search = new Search(experiment, trials, pace);
  const suspects = suspectsOf(evidence, experiment);
  // Where simple methods find nothing either, only all changes together are tried.
  if (lacksSignal(suspects)) search.depth = 0;
  const report = (stage: Progress["stage"]): void => options.onProgress?.(progressOf(stage, search));
  const { healthy, first } = evidence.refusal
    ? { healthy: false, first: refused }
    : await decideAsItIs(trials, experiment, { evidence, steps: pace.decide });
  const candidates = candidatesOf(suspects, subject.program !== null);
  const found = !healthy && fails(first) ? await searchChanges(search, candidates, report) : nothingTried;
  const findings: Findings = {
    name: options.name,
    experiment,
    goalStated: subject.experiment.goal !== null,
    evidence,
    symptoms: symptomsOf(evidence, experiment).filter(({ id }) => !(healthy && ofMissedGoals.has(id))),
    healthy,
    suspects,
    candidates,
    baseline: first,
    ...found,
  };
  report("proof");
  const diagnosis = await conclude(findings, search);
  return {
    diagnosis: { ...diagnosis, replays: trials.replays, seconds: seconds(), cutShort: trials.cutShort },
    events: baseline.events,
  };
}

const gradientsOf = ({ gradients }: DiagnoseOptions): Pick<DiagnoseOptions, "gradients"> =>
  gradients ? { gradients } : {};

/** Of a run that was stopped early these are seen although it would have reached its goal. */
const ofMissedGoals: ReadonlySet<string> = new Set(["goal-missed", "slow-learning", "early-plateau"]);

/**
 * The run as it is. One that reached its goal at its end is decided in full length, since shortened it may not get
 * there; one that does so from some seeds, from as many as what is compared with it.
 */
async function decideAsItIs(
  trials: Trials,
  experiment: WithGoal,
  { evidence, steps }: { readonly evidence: Evidence; readonly steps: number | null },
): Promise<{ readonly healthy: boolean; readonly first: TrialSummary }> {
  const { course } = evidence;
  const ended = course?.stopped === "done" || course?.stopped === "early-stopping";
  const reached = ended && missesGoal(evidence, experiment) === false;
  const limits = reached ? { steps: null, untilGoal: steps !== null } : { steps };
  let first = await trials.decide(experiment, limits);
  if (first.repaired > 0 && fails(first)) first = await trials.decide(experiment, { ...limits, seeds: reliableSeeds });
  if (!reached || !trials.cutShort) return { healthy: works(first), first };
  // No time for three seeds: the run itself is one.
  if (first.seeds === 0) first = { seeds: 1, repaired: 1, scores: [course?.score ?? Number.NaN] };
  return { healthy: first.repaired === first.seeds, first };
}

const refused: TrialSummary = { seeds: 1, repaired: 0, scores: [Number.NaN] };
const nothingTried: Pick<Findings, "singles" | "minimal"> = { singles: { screened: [], decided: [] }, minimal: null };

async function searchChanges(
  search: Search,
  candidates: readonly Candidate[],
  report: (stage: Progress["stage"]) => void,
): Promise<Pick<Findings, "singles" | "minimal">> {
  search.onReplay = () => report("single changes");
  const singles = await tryAlone(search, candidates);
  if (singles.decided.some(({ summary }) => works(summary))) return { singles, minimal: null };
  search.onReplay = () => report("sets of changes");
  return { singles, minimal: await findSet(search, candidates, singles.screened) };
}

/** Every cause that is not ruled out, the most suspect first. */
function suspectsOf(evidence: Evidence, experiment: WithGoal): Suspect[] {
  return causeRegistry
    .flatMap((cause) => {
      const suspicion = cause.weigh(evidence, experiment);
      return suspicion ? [{ cause, suspicion, treatments: cause.treatments(experiment, evidence) }] : [];
    })
    .sort((a, b) => b.suspicion.weight - a.suspicion.weight);
}

/** The first treatments of all suspects, then their second ones: the likeliest are tried first. */
function candidatesOf(suspects: readonly Suspect[], isProgram: boolean): Candidate[] {
  const seen = new Set<string>();
  const candidates = suspects.flatMap(({ cause, suspicion, treatments }) =>
    treatments.map((treatment, order) => ({ cause, suspicion, treatment, order })),
  );
  return (
    candidates
      .sort((a, b) => b.suspicion.weight - 0.02 * b.order - (a.suspicion.weight - 0.02 * a.order))
      // A program has its own layers and loss: those of the experiment stand in for them and are not used.
      .filter(({ treatment }) => !(isProgram && treatment.edits.some(({ path }) => /^(model|loss)\b/.test(path))))
      .filter(({ treatment }) => {
        const key = JSON.stringify(treatment.edits);
        return !seen.has(key) && seen.add(key) !== undefined;
      })
  );
}

function symptomsOf(evidence: Evidence, experiment: WithGoal): SymptomFinding[] {
  return symptomRegistry
    .flatMap(({ id, title, severity, seen }) => {
      const facts = seen(evidence, experiment);
      return facts ? [{ id, title, severity, facts }] : [];
    })
    .sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
}

function progressOf(stage: Progress["stage"], { trials, best, experiment }: Search): Progress {
  const shown =
    best && Number.isFinite(best.replayed.score)
      ? `${experiment.goal.metric} ${Number(best.replayed.score.toPrecision(3))} with ${best.set.map(({ treatment }) => treatment.title).join(", ") || "no change"}`
      : null;
  return { stage, replays: trials.replays, best: shown };
}

/** @file The verdict in sentences: what was found, what repairs it and by how much, and what to know about that. */
import type { Change } from "../../experiment/changes.ts";
import { isUnfinished } from "../2-symptoms/_readings.ts";
import { shown } from "../3-causes/_edits.ts";
import type { CauseFinding, Diagnosis, TrialSummary } from "./diagnosis.ts";
import { json } from "./diff.ts";
import {
  bound,
  inSentence,
  listed,
  median,
  metricName,
  ofSeeds,
  percent,
  ranked,
  score,
  spread,
  symptomText,
} from "./words.ts";

const isOpen = ({ verdict }: Diagnosis): boolean => verdict === "unexplained" || verdict === "no-signal";

/** Causes whose change is recommended, then those whose change alone repairs too. */
export const repairing = ({ causes }: Diagnosis): readonly CauseFinding[] =>
  [...causes]
    .filter((cause) => cause.recommended || cause.alone)
    .sort((a, b) => Number(b.recommended) - Number(a.recommended));

/** @param stopped whether the user did not wait for the end */
export function headline(diagnosis: Diagnosis, stopped: boolean): string {
  if (stopped && isOpen(diagnosis)) return "Stopped before a cause was found.";
  const repairs = repairing(diagnosis);
  const all = repairs.map(({ title }) => inSentence(title));
  switch (diagnosis.verdict) {
    case "healthy":
      return "Nothing is wrong: the run reaches its goal.";
    case "identified":
      return `Found: ${all[0] ?? "one change repairs the run"}.`;
    case "tied":
      return `Found: ${all[0] ?? "several changes"}. ${repairs.length} changes repair the run, each alone.`;
    case "joint": {
      const needed = repairs.filter(({ confidence }) => confidence === "proved").map(({ title }) => inSentence(title));
      const titles = needed.length > 1 ? needed : all;
      if (titles.length < 2) return `Found: ${titles[0] ?? "several faults"}. It takes several changes at once.`;
      return `Found ${titles.length} faults that only together explain the failure: ${listed(titles)}.`;
    }
    case "no-signal":
      return "The targets cannot be told from the inputs: there is nothing that training could learn.";
    case "unexplained":
      return "Not explained: no change that was tried repairs the run.";
  }
}

export function sentence(diagnosis: Diagnosis): string {
  switch (diagnosis.verdict) {
    case "healthy":
      return healthy(diagnosis);
    case "identified":
      return identified(diagnosis);
    case "tied":
      return tied(diagnosis);
    case "joint":
      return joint(diagnosis);
    case "no-signal":
      return noSignal(diagnosis);
    case "unexplained":
      return unexplained(diagnosis);
  }
}

function healthy({ experiment: { goal }, baseline }: Diagnosis): string {
  return `The ${metricName(goal)} is ${spread(baseline.scores, goal)} in ${ofSeeds(baseline)}; the goal is ${bound(goal)}.`;
}

/** "takes test accuracy from 11.4% to 97.9% in 5 of 5 seeds". */
function effect({ experiment: { goal }, baseline, recommended, evidence }: Diagnosis, verb: string): string {
  const after = recommended!.trials;
  const reached = `${score(median(after.scores, goal), goal)} in ${ofSeeds(after)}`;
  // The middle seed of a run that fails from some seeds only may well reach the goal.
  if (baseline.repaired > 0)
    return `${verb} the seeds that reach the goal from ${baseline.repaired} of ${baseline.seeds} to ${after.repaired} of ${after.seeds} (${metricName(goal)} then ${score(median(after.scores, goal), goal)})`;
  if (evidence.refusal)
    return `${verb === "takes" ? "makes" : "make"} it start; ${metricName(goal)} is then ${reached}`;
  const before = median(baseline.scores, goal);
  if (Number.isNaN(before))
    return `${verb === "takes" ? "keeps" : "keep"} it from diverging; ${metricName(goal)} is then ${reached}`;
  return `${verb} ${metricName(goal)} from ${score(before, goal)} to ${reached}`;
}

/** The middle seed is what is told; where not all reach the goal, that is said too. */
const goalMissed = ({ experiment: { goal }, recommended }: Diagnosis): string => {
  const { seeds, repaired } = recommended!.trials;
  return repaired === seeds ? "" : ` The goal is ${bound(goal)}.`;
};

function identified(diagnosis: Diagnosis): string {
  if (!diagnosis.recommended) return "";
  const [cause] = repairing(diagnosis);
  const back = cause?.confidence === "proved" ? "; putting it back breaks it" : "";
  return `${changing(diagnosis.recommended.changes, cause)} ${effect(diagnosis, "takes")}${back}.${goalMissed(diagnosis)}`;
}

const shortEnough = 32;

/** A change as a sentence begins with it: the field with its two values where those are short. */
function changing(changes: readonly Change[], cause: CauseFinding | undefined): string {
  const [only, ...more] = changes;
  if (only && more.length === 0) {
    const [from, to] = [json(only.from), json(only.to)];
    if (from.length + to.length <= shortEnough) return `Changing ${only.path} from ${from} to ${to}`;
  }
  return cause?.treatment ? `The change (${cause.treatment})` : "The change below";
}

function tied(diagnosis: Diagnosis): string {
  const each = repairing(diagnosis).map(
    ({ treatment, trials }) => `${treatment}${trials ? ` (${ofSeeds(trials)})` : ""}`,
  );
  const first = diagnosis.recommended ? ` The first ${effect(diagnosis, "takes")}.` : "";
  return `Replays cannot tell these apart, so the evidence decides their order: ${listed(each, "or")}.${first}`;
}

function joint(diagnosis: Diagnosis): string {
  if (!diagnosis.recommended) return "";
  const proved = repairing(diagnosis).filter(({ confidence }) => confidence === "proved").length > 1;
  const back = proved ? "; with any one of the faults put back it fails" : "";
  const many = diagnosis.recommended.changes.length;
  return `The ${many === 2 ? "two" : many} changes together ${effect(diagnosis, "take")}${back}.${goalMissed(diagnosis)}`;
}

/** "The test accuracy is 11.3% to 12%; the goal is at least 95%." */
function reachedSoFar({ experiment: { goal }, baseline }: Diagnosis): string {
  const all = Number.isNaN(ranked(baseline.scores, goal).at(-1));
  const now = all ? "The run diverges" : `The ${metricName(goal)} is ${spread(baseline.scores, goal)}`;
  return `${now}; the goal is ${bound(goal)}.`;
}

function noSignal(diagnosis: Diagnosis): string {
  const { signal } = diagnosis.evidence;
  const reached = reachedSoFar(diagnosis);
  if (!signal) return reached;
  const value = (x: number): string => (signal.metric === "accuracy" ? percent(x) : shown(x));
  const method = signal.method === "linear probe" ? "A straight line" : "Nearest neighbours";
  const reach = signal.method === "linear probe" ? "reaches" : "reach";
  return `${method} ${reach} ${signal.metric} ${value(signal.score)} on unseen examples, and ${value(signal.shuffledMean)} ± ${value(signal.shuffledStd)} when the targets are shuffled. ${reached}`;
}

/** The change that came nearest to the goal, where it came nearer than the run as it is. */
function nearest({ causes, experiment: { goal }, baseline }: Diagnosis): string | null {
  const typical = (trials: TrialSummary): number => median(trials.scores, goal);
  const tried = causes.flatMap(({ trials, treatment }) => (trials && treatment ? [{ treatment, trials }] : []));
  const best = ranked([typical(baseline), ...tried.map(({ trials }) => typical(trials))], goal).at(-1)!;
  const found = tried.find(({ trials }) => typical(trials) === best);
  if (!found || best === typical(baseline)) return null;
  return `Nearest came ${found.treatment}: ${score(best, goal)}.`;
}

function unexplained(diagnosis: Diagnosis): string {
  const { experiment, baseline, recommended, symptoms, evidence } = diagnosis;
  const { goal } = experiment;
  const parts = [evidence.refusal || baseline.scores.length === 0 ? "" : reachedSoFar(diagnosis)];
  if (recommended) {
    const { trials } = recommended;
    parts.push(`The nearest that was found reaches it in ${ofSeeds(trials)}: ${spread(trials.scores, goal)}.`);
  }
  const near = recommended ? null : nearest(diagnosis);
  if (near) parts.push(near);
  const odd = symptoms[0];
  if (odd) parts.push(`The first odd thing: ${inSentence(symptomText(odd))}.`);
  return parts.filter(Boolean).join(" ");
}

export function notes(diagnosis: Diagnosis, stopped: boolean): readonly string[] {
  const { evidence, goalStated, experiment, verdict } = diagnosis;
  const cutShort = diagnosis.cutShort && !stopped;
  const { refusal, course } = evidence;
  const { goal } = experiment;
  const unseen = isUnfinished(evidence) && !stopped && verdict !== "healthy" && course;
  return [
    ...(refusal
      ? [`The experiment cannot be started as it is: ${[refusal.message, refusal.found].filter(Boolean).join(": ")}.`]
      : []),
    ...(goalStated
      ? []
      : [
          `No goal was stated; ${metricName(goal)} of ${bound(goal)} is what the data suggest. --goal sets another, such as "accuracy>=0.95".`,
        ]),
    ...(evidence.data.examples > 0 && evidence.data.targets.raw.std === 0
      ? [
          `All targets are ${shown(evidence.data.targets.raw.mean)}: there is nothing to tell apart, whatever is answered.`,
        ]
      : []),
    ...(unseen
      ? [
          `The run as it is was seen for ${shown(course.steps)} of its ${shown(course.totalSteps)} steps only: whether it reaches its goal at its end is not known, and replays were shortened alike. --budget SECONDS gives them more.`,
        ]
      : []),
    ...(stopped ? ["It was stopped before everything was tried."] : []),
    ...(cutShort && !unseen && verdict !== "healthy"
      ? ["The time was spent before everything was tried; --budget SECONDS gives it more."]
      : []),
  ];
}

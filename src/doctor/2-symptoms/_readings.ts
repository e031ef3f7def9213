/** @file What several symptoms read out of the evidence. */
import type { Experiment, Goal } from "../../experiment/types.ts";
import type { Evidence, LayerEvidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import { percent, shown } from "../numbers.ts";

/**
 * How far a run came from the best answer that ignores the inputs, 0, to a perfect one, 1: by accuracy, by squared error
 * or by cost, whichever shows most. Negative where it is worse than that answer, null where nothing is known.
 */
export function progress({ course, start, data }: Evidence): number | null {
  if (course === null) return null;
  const { trainAccuracy, relativeError, lastCost } = course;
  const { baseRate } = data.targets;
  const shares = [
    trainAccuracy !== null && baseRate !== null && baseRate < 1 ? (trainAccuracy - baseRate) / (1 - baseRate) : null,
    relativeError === null ? null : 1 - relativeError,
    start?.constantCost && start.constantCost > 0 ? 1 - lastCost / start.constantCost : null,
  ].filter((share) => share !== null && Number.isFinite(share));
  return shares.length === 0 ? null : Math.max(...(shares as number[]));
}

/** A run that came half of the way works: what looks odd in it does no harm. False where nothing is known. */
export function works(evidence: Evidence): boolean {
  if (evidence.course === null || evidence.course.shape === "diverged") return false;
  return (progress(evidence) ?? 0) > 0.5;
}

/** The goal's metric at the end; null where it was not measured. */
export function scoreOf({ course }: Evidence, goal: Goal): number | null {
  if (course === null) return null;
  if (course.goal !== null) return course.score;
  if (goal.on === "validation" || goal.metric === "loss") return null;
  if (goal.metric === "relative-mse") return goal.on === "train" ? course.relativeError : null;
  return goal.on === "train" ? course.trainAccuracy : course.testAccuracy;
}

/** Of less of a run than this the shape of its cost tells nothing: warm-up alone takes 5% to 10% of the steps. */
const leastSeen = 0.1;

/** Whether the run was stopped for want of time before its end could be foreseen: it may reach its goal yet. */
export const isUnfinished = ({ course }: Evidence): boolean =>
  course?.stopped === "interrupted" &&
  course.shape !== "diverged" &&
  (course.shape === "falling" || course.steps < leastSeen * course.totalSteps);

/** Whether the goal was missed; null where there is none or it was not measured. */
export function missesGoal(evidence: Evidence, { goal }: Experiment): boolean | null {
  const score = goal && scoreOf(evidence, goal);
  if (score === null) return null;
  return !(goal!.atLeast !== null ? score >= goal!.atLeast : score <= goal!.atMost!);
}

export const bound = ({ metric, atLeast, atMost }: Goal): string =>
  atLeast !== null ? `at least ${inMetric(metric, atLeast)}` : `at most ${inMetric(metric, atMost!)}`;

export const inMetric = (metric: Goal["metric"], value: number): string =>
  metric === "accuracy" && Number.isFinite(value) ? percent(value) : shown(value);

export const hidden = ({ layers }: Evidence): readonly LayerEvidence[] => layers.filter(({ isOutput }) => !isOutput);

/** Cost from the first to the last steps. */
export function costFact({ course }: Evidence): Fact[] {
  if (course === null) return [];
  const { firstCost, lastCost, steps } = course;
  return [
    {
      label: `cost over ${steps.toLocaleString("en-US")} steps`,
      value: `${shown(firstCost)} → ${shown(lastCost)}`,
      normal: "falls",
    },
  ];
}

/** Of several layers the worst ones are shown. */
export const mostLayers = 3;

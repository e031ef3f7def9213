/** @file What several causes read out of the evidence: how the run went, where it began, how fast the weights moved. */
import type { Experiment, Goal } from "../../experiment/types.ts";
import type { CourseEvidence, Evidence, LayerEvidence, LayerMoment } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import type { Cause, Suspicion } from "./_cause.ts";
import { shown } from "./_edits.ts";

export const suspicion = (weight: number, facts: readonly (Fact | null)[]): Suspicion => ({
  weight,
  facts: facts.filter((fact) => fact !== null),
});

export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

/** Whether a score is what the goal asks for. */
export const meets = ({ atLeast, atMost }: Goal, score: number): boolean =>
  atLeast === null ? score <= atMost! : score >= atLeast;

/** The goal's metric at the end: that of the run, or of a goal that was stated later; null where it was not measured. */
export function scoreOf({ course }: Evidence, { goal }: Experiment): number | null {
  if (course === null || goal === null) return null;
  if (course.goal !== null) return course.score;
  if (goal.metric === "relative-mse") return goal.on === "train" ? course.relativeError : null;
  if (goal.metric === "loss") return goal.on === "train" ? course.lastCost : null;
  return goal.on === "train" ? course.trainAccuracy : goal.on === "test" ? course.testAccuracy : null;
}

/** Whether the run ended where its goal is; false where that is not known. */
export function reachedGoal(evidence: Evidence, experiment: Experiment): boolean {
  const score = scoreOf(evidence, experiment);
  return score !== null && evidence.course!.stopped !== "diverged" && meets(experiment.goal!, score);
}

/**
 * `weigh` of a cause that keeps runs from their goal. A run that reached it may have been lucky with its seed, so what
 * speaks for the cause is kept, at a weight that accuses nobody.
 */
export const shortOfGoal =
  (weigh: Cause["weigh"]): Cause["weigh"] =>
  (evidence, experiment) => {
    const found = weigh(evidence, experiment);
    return found && reachedGoal(evidence, experiment) ? { ...found, weight: found.weight / 4 } : found;
  };

/** Examples of one step, and steps of the whole run as planned. */
export function pace(experiment: Experiment, { data }: Evidence): { readonly rows: number; readonly steps: number } {
  const rows = experiment.batchSize === "full" ? data.examples : Math.min(experiment.batchSize, data.examples);
  return { rows, steps: Math.ceil(data.examples / Math.max(1, rows)) * experiment.epochs };
}

/** Whether so few steps come of the batch: beyond four times the usual 32 examples, with 100 steps or more at 32. */
export function largeForItsSteps(experiment: Experiment, evidence: Evidence): boolean {
  const { rows, steps } = pace(experiment, evidence);
  return rows > 4 * 32 && (steps * rows) / 32 >= 100;
}

export const isAdaptive = ({ optimizer }: Experiment): boolean => optimizer.name !== "sgd";

/**
 * Cost ÷ the cost of answers without opinion, from which on the start is too large. Usual initial weights and scaled
 * inputs give 1.0 to 1.3 for classes and up to 3 for values, raw pixels 85.
 */
const largeStart = 5;
/** Root mean square of inputs as fed, or of targets: scaled ones have 1. */
const largeValues = 5;

/** How many times the first cost is larger than that of answers without opinion; null where that is not known. */
export function startFactor({ start }: Evidence): number | null {
  if (start === null || start.expectedCost === null || !(start.expectedCost > 0)) return null;
  return start.cost / start.expectedCost;
}

export function startFact({ start }: Evidence): Fact | null {
  if (start === null || start.expectedCost === null) return null;
  const name = start.expectedName === null ? "" : ` (${start.expectedName})`;
  return { label: "cost at step 0", value: shown(start.cost), normal: `about ${shown(start.expectedCost)}${name}` };
}

/**
 * Whether the run began far from usual numbers: then large steps follow from the data, the first weights or a summed
 * cost, whatever the learning rate.
 */
export function unusualStart(evidence: Evidence): boolean {
  const { data, start } = evidence;
  const factor = startFactor(evidence);
  if (factor !== null && !(factor < largeStart)) return true;
  if (start !== null && start.reductionFactor > 1.5) return true;
  const size = Math.hypot(data.inputsAsFed.mean, data.inputsAsFed.std);
  const targets = Math.hypot(data.targets.asFed.mean, data.targets.asFed.std);
  return size > largeValues || (data.targets.kind === "values" && targets > largeValues);
}

/** Growth of the cost over its first value that no healthy run shows; momentum and Adam overshoot by up to 3. */
const blowUp = 10;

/** That the cost left the finite numbers or its first size; null where it did not. */
export function instability(course: CourseEvidence | null): Fact | null {
  if (course === null) return null;
  const { failedAt, stopped, firstCost, largestCost, lastCost, shape } = course;
  const label = "cost";
  if (stopped === "diverged" || shape === "diverged") {
    const when = failedAt === null ? "" : ` at step ${failedAt}`;
    return { label, value: `${shown(firstCost)}, then not a finite number${when}`, normal: "falls" };
  }
  if (firstCost > 0 && largestCost > blowUp * firstCost) {
    return { label, value: `${shown(firstCost)} at first, ${shown(largestCost)} at most`, normal: "falls" };
  }
  // A plateau that drifts is no rise.
  return shape === "rising" && lastCost > 1.1 * firstCost
    ? { label, value: `rises: ${shown(firstCost)} → ${shown(lastCost)}`, normal: "falls" }
    : null;
}

/** That the cost swings without blowing up. */
export function swinging(course: CourseEvidence | null): Fact | null {
  if (course?.shape !== "oscillating") return null;
  return { label: "swing of the cost about its trend", value: percent(course.roughness), normal: "near 0" };
}

/** Whether the cost still falls noticeably: by more than 5% in the last quarter, TheDeepChecker's least fall a check. */
export const stillFalling = (course: CourseEvidence | null): boolean =>
  // Below 0 a cost has no floor to come near to.
  course?.shape === "falling" && course.lateFall > 0.05 && !course.negativeCost;

/** null where the cost does not fall. */
export const lateFallFact = (course: CourseEvidence | null): Fact | null =>
  course && course.lateFall >= 0
    ? {
        label: "fall of the cost in the last quarter",
        value: percent(course.lateFall),
        normal: "below 5% at the end",
      }
    : null;

/**
 * Largest update ÷ weight of all layers at the first and at the last measurement; null without measurements. Weights
 * below their usual size count as usual ones: of these any step is a large part.
 */
export function updateRatios({ layers }: Evidence): { readonly first: number; readonly last: number } | null {
  if (layers.length === 0) return null;
  const largest = (moment: (layer: LayerEvidence) => LayerMoment): number =>
    Math.max(
      ...layers.map((layer) => {
        const { updateRatio, weightNorm } = moment(layer);
        const { weightStd, usualWeightStd, first } = layer;
        if (!weightStd || !usualWeightStd) return updateRatio || 0;
        const usual = (usualWeightStd * first.weightNorm) / weightStd;
        return updateRatio * Math.min(1, weightNorm / usual) || 0;
      }),
    );
  return { first: largest(({ first }) => first), last: largest(({ last }) => last) };
}

export const updateFact = (ratio: number, when: string): Fact => ({
  label: `update ÷ weight, ${when}`,
  value: shown(ratio),
  normal: "0.00001 to 0.03",
});

export const hiddenLayers = ({ layers }: Evidence): readonly LayerEvidence[] =>
  layers.filter(({ isOutput }) => !isOutput);

/** Whether no gradient ever arrived: then neither the rate nor the number of steps matters. */
export const withoutGradient = ({ layers }: Evidence): boolean =>
  layers.length > 0 &&
  layers.every(({ zeroGradients, measurements }) => measurements > 0 && zeroGradients === measurements);

/** Whether the model is a list of layers that could be looked at; a program's formulas are not. */
export const hasLayers = ({ layers, course, gradients }: Evidence): boolean =>
  gradients === null && (layers.length > 0 || course === null);

/** @file A plateau of the cost: its level with its noise, what explains the level, and whether only an output bias learns. */
import type { EpochEvent, StartEvent, StepEvent } from "../../record/events.ts";
import { effectiveRate, levelContext, rowsOfStep } from "./courseLevels.ts";
import { deviation, lineThrough, mean, median, type Point, pointsOf, unthinnedEnd } from "./courseSeries.ts";
import type { PlateauEvidence } from "./evidence.ts";
import { biasCurvature, biasOnlySlope, explainLevel, type KnownLevel } from "./levels.ts";

export interface Flat {
  readonly start: StartEvent;
  readonly epochs: readonly EpochEvent[];
  readonly steps: readonly StepEvent[];
  /** First step on the plateau. */
  readonly since: number;
  readonly levels: readonly KnownLevel[];
}

export function plateauOf(flat: Flat): PlateauEvidence {
  const { start, since, levels } = flat;
  const { level, error } = levelOf(flat);
  const explained = explainLevel(level, error, levels, wanderOf(start));
  const slope = slopeOf(flat);
  return {
    level,
    since,
    explained: explained && { name: explained.level.name, value: explained.level.value },
    slope: slope.perStep * start.stepsPerEpoch,
    biasOnly: explained !== null && isBiasOnly(flat, level, slope),
  };
}

/** Whole epochs see every example; steps of a thinned record are complete at its end only. */
function levelOf({ epochs, steps, since, start }: Flat): { readonly level: number; readonly error: number } {
  const whole = epochs.filter(({ step }) => step - start.stepsPerEpoch >= since).map(({ cost }) => cost);
  const single = unthinnedEnd(steps.filter(({ step }) => step >= since)).map(({ cost }) => cost);
  const costs = withoutSpikes(whole.length >= 2 ? whole : single);
  return { level: mean(costs), error: deviation(costs) / Math.sqrt(costs.length) };
}

/** Costs ten times as far from the median as half of them are: single steps that blew up and were made good again. */
function withoutSpikes(costs: readonly number[]): readonly number[] {
  const middle = median(costs);
  const usual = median(costs.map((cost) => Math.abs(cost - middle)));
  return costs.length < 5 ? costs : costs.filter((cost) => Math.abs(cost - middle) <= 10 * usual);
}

/** Twice what steps of gradient descent move an output bias about a softmax's best: see `levels`. */
function wanderOf(start: StartEvent): number {
  const rate = effectiveRate(start);
  const rows = rowsOfStep(start);
  return rate === null || rows === start.data.train ? 0 : (2 * rate) / (4 * rows);
}

interface Slope {
  readonly perStep: number;
  /** Standard error of the change over the whole plateau. */
  readonly error: number;
  readonly steps: number;
}

function slopeOf({ epochs, steps, since, start }: Flat): Slope {
  const whole: Point[] = epochs
    .filter(({ step }) => step - start.stepsPerEpoch >= since)
    .map(({ step, cost }) => ({ step: step - start.stepsPerEpoch / 2, cost }));
  const points = whole.length >= 4 ? whole : pointsOf(steps.filter(({ step }) => step >= since));
  if (points.length < 2) return { perStep: 0, error: 0, steps: 0 };
  const { slope, error } = lineThrough(points);
  return { perStep: slope, error, steps: points.at(-1)!.step - points[0]!.step };
}

/** A slope agrees with the formula within this factor: shares of the classes that differ twofold change it so much. */
const agreement = 2;
/** Standard errors that a slope must be from 0 to be one. */
const certain = 4;

/** Whether the cost falls as the excess over the best constant answer does: by (1 − ηλ)^2t in t steps. */
function isBiasOnly({ start, levels }: Flat, level: number, { perStep, error, steps }: Slope): boolean {
  const rate = effectiveRate(start);
  const { loss, targets } = levelContext(start);
  // A program's own cost at a level of classes is a cross-entropy.
  const curvature = biasCurvature({ targets, loss: loss ?? "softmax-cross-entropy" });
  const floor = levels.find(({ answer }) => answer === "constant")?.value;
  if (
    rate === null ||
    curvature === null ||
    floor === undefined ||
    start.experiment.optimizer.schedule.name !== "constant"
  )
    return false;
  if (!(-perStep * steps > certain * error) || level <= floor) return false;
  const expected = biasOnlySlope(rate, curvature, level - floor);
  return perStep / expected > 1 / agreement && perStep / expected < agreement;
}

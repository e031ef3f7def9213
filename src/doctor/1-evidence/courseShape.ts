/** @file The shape of a cost's curve: falling, on a plateau, rising, oscillating or constant. */
import type { StepEvent } from "../../record/events.ts";
import {
  deviation,
  type Line,
  lineThrough,
  max,
  mean,
  min,
  noiseOf,
  type Point,
  pointsOf,
  smoothed,
  unthinnedEnd,
} from "./courseSeries.ts";
import type { CourseEvidence } from "./evidence.ts";

export interface Curve {
  /** Of all steps, each finite. */
  readonly steps: readonly StepEvent[];
  /** Means of whole epochs. */
  readonly epochCosts: readonly number[];
  /** Examples of one step; null where it is all of them. */
  readonly batchRows: number | null;
  /** Cost of a model that learned nothing: swings far below it do not matter. */
  readonly scale: number;
}

export interface Shape {
  readonly shape: Exclude<CourseEvidence["shape"], "diverged">;
  readonly lateFall: number;
  readonly roughness: number;
  /** First step from which the cost stays at its last level. */
  readonly settledAt: number;
}

/** Relative differences that rounding of float32 makes in sums over a batch: 10 units in the last place. */
const sameDigits = 1e-6;
/** A fall in the last quarter below which nobody calls a curve falling. */
const leastFall = 0.01;
/** Standard errors from which a difference is not chance: 1 in 16,000. */
const certain = 4;
/** A level is left where the smoothed cost differs by more than this share of it. */
const sameLevel = 0.02;

export function shapeOf(curve: Curve): Shape {
  const points = pointsOf(curve.steps);
  const late = lastPart(points, 1 / 4);
  const roughness = roughnessOf(curve);
  const shape = isConstant(curve)
    ? "constant"
    : rises(curve.steps, points, late)
      ? "rising"
      : roughness > 0
        ? "oscillating"
        : falls(points, late)
          ? "falling"
          : "plateau";
  return { shape, lateFall: fallOf(late), roughness, settledAt: settledAt(points) };
}

/** At least five points of a short run. */
const lastPart = (points: readonly Point[], share: number): Line =>
  lineThrough(points.slice(-Math.max(5, Math.ceil(points.length * share))));

const fallOf = ({ from, to }: Line): number =>
  from === to ? 0 : (from - to) / Math.max(Math.abs(from), Number.MIN_VALUE);

/** In the last quarter; where that is too noisy to say, in the last half. */
function falls(points: readonly Point[], late: Line): boolean {
  if (fallOf(late) < leastFall) return false;
  const half = lastPart(points, 1 / 2);
  return late.from - late.to > 3 * late.error || half.from - half.to > 3 * half.error;
}

/** To the last digits: every step, or, where batches differ by their examples, every epoch. */
function isConstant({ steps, epochCosts }: Curve): boolean {
  const same = (costs: readonly number[]): boolean =>
    costs.length >= 3 && max(costs) - min(costs) <= sameDigits * Math.max(Math.abs(max(costs)), Math.abs(min(costs)));
  return same(steps.map(({ cost }) => cost)) || same(epochCosts);
}

/**
 * The end lies above the beginning; or so far above the lowest part that a quarter of what was gained is lost again, and
 * it does not fall.
 */
function rises(steps: readonly StepEvent[], points: readonly Point[], late: Line): boolean {
  const width = Math.max(1, Math.ceil(points.length / 10));
  const level = (part: readonly Point[]): number => mean(part.map(({ cost }) => cost));
  const [early, last] = [level(points.slice(0, width)), level(points.slice(-width))];
  const lowest = min(tenths(points, width).map(level));
  const noise = noiseOf(points) * Math.sqrt(2 / width);
  const above = (reference: number, deviation: number): boolean =>
    last - reference > certain * deviation + 0.05 * Math.abs(reference);
  const isFalling = late.from - late.to > 2 * late.error;
  const first = steps[0]!.cost;
  if (above(early, noise) || above(first, Math.hypot(noise, noiseOf(steps))))
    return !isFalling || last > 2 * Math.abs(first);
  return above(lowest, noise) && last - lowest > 0.25 * (first - lowest) && late.to - late.from > 2 * late.error;
}

const tenths = (points: readonly Point[], width: number): Point[][] =>
  Array.from({ length: Math.ceil(points.length / width) }, (_, i) => points.slice(i * width, (i + 1) * width));

/** Steps on either side of one from which its trend is taken. */
const reach = 15;
/** Places at which the deviation from the trend is measured. */
const places = 400;

/**
 * Largest deviation about the trend of costs ÷ mean on healthy runs, where the mean is taken as 20% of the cost of a model
 * that learned nothing if it lies lower. Measured on 1221 runs that learned (MNIST and tables, 8 networks, 7 optimizers,
 * 3 seeds): batches of B examples up to 4.3 / √B, 99% below 2.5 / √B; all examples at once up to 0.27 with absolute
 * error, 0.21 with other losses.
 */
const healthyOfBatch = 4.5;
const healthyOfAll = 0.3;
const leastShare = 0.2;

/** Beyond what healthy runs have, else 0. */
function roughnessOf({ steps, batchRows, scale }: Curve): number {
  const half = unthinnedEnd(steps.slice(steps.length >> 1)).map(({ step, cost }) => ({ step, cost }));
  if (half.length < 2 * reach + 1) return 0;
  const residuals: number[] = [];
  for (let place = 0; place < Math.min(places, half.length); place++) {
    const i = Math.floor((place * half.length) / Math.min(places, half.length));
    const from = Math.max(0, Math.min(i - reach, half.length - 2 * reach - 1));
    residuals.push(lineThrough(half.slice(from, from + 2 * reach + 1)).residuals[i - from]!);
  }
  const level = Math.max(Math.abs(mean(half.map(({ cost }) => cost))), leastShare * Math.abs(scale));
  const healthy = batchRows === null ? healthyOfAll : healthyOfBatch / Math.sqrt(batchRows);
  return level === 0 ? 0 : Math.max(0, deviation(residuals) / level - healthy);
}

/** Walks back from the end while the smoothed cost is at the level of the last quarter. */
function settledAt(points: readonly Point[]): number {
  const level = mean(points.slice(-Math.max(1, Math.ceil(points.length / 4))).map(({ cost }) => cost));
  const allowed = certain * noiseOf(points.slice(points.length >> 1)) + sameLevel * Math.abs(level);
  const costs = smoothed(points);
  let i = costs.length - 1;
  while (i > 0 && Math.abs(costs[i - 1]! - level) <= allowed) i--;
  return Math.round(i === 0 ? points[0]!.step : points[i]!.step);
}

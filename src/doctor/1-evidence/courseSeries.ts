/** @file The costs of a run as at most 120 points, and the statistics of such series. */
import type { StepEvent } from "../../record/events.ts";

export interface Point {
  /** In steps: the middle of what it stands for. */
  readonly step: number;
  readonly cost: number;
}

/** Enough for a shape, few enough for a look at every pair. */
const mostPoints = 120;

/**
 * Means of equally many steps each. A thinned record keeps the extremes of a bucket: their middle is then taken
 * everywhere, so that thinned and complete parts are measured alike.
 */
export function pointsOf(steps: readonly StepEvent[]): Point[] {
  const first = steps[0]?.step ?? 0;
  const count = (steps.at(-1)?.step ?? -1) - first + 1;
  const size = Math.ceil(count / mostPoints);
  const complete = steps.length === count;
  const buckets = new Map<number, number[]>();
  for (const { step, cost } of steps) {
    const index = Math.floor((step - first) / size);
    const bucket = buckets.get(index);
    if (bucket) bucket.push(cost);
    else buckets.set(index, [cost]);
  }
  return [...buckets].map(([index, costs]) => ({
    step: first + Math.min((index + 0.5) * size, count) - 0.5,
    cost: complete ? mean(costs) : (min(costs) + max(costs)) / 2,
  }));
}

/** The last steps without a gap: a record keeps 200 of them. */
export function unthinnedEnd(steps: readonly StepEvent[]): readonly StepEvent[] {
  let from = steps.length - 1;
  while (from > 0 && steps[from - 1]!.step === steps[from]!.step - 1) from--;
  return steps.slice(Math.max(0, from));
}

export const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
export const min = (list: readonly number[]): number => list.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
export const max = (list: readonly number[]): number => list.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

export function median(list: readonly number[]): number {
  const sorted = Float64Array.from(list).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Deviation of the sample about its mean. */
export function deviation(list: readonly number[]): number {
  if (list.length < 2) return 0;
  const center = mean(list);
  return Math.sqrt(list.reduce((sum, x) => sum + (x - center) ** 2, 0) / (list.length - 1));
}

/** σ ≈ 1.4826 · median |x| for normal numbers about 0; a few outliers do not change it. */
const robustDeviation = (list: readonly number[]): number => 1.4826 * median(list.map(Math.abs));

/** From second differences, whose deviation is √6 σ where points are independent, whatever smooth curve they lie on. */
export function noiseOf(points: readonly { readonly cost: number }[]): number {
  const bends = points.slice(2).map(({ cost }, i) => cost - 2 * points[i + 1]!.cost + points[i]!.cost);
  return bends.length < 2 ? 0 : robustDeviation(bends) / Math.sqrt(6);
}

export interface Line {
  /** At the first and at the last point. */
  readonly from: number;
  readonly to: number;
  /** A step. */
  readonly slope: number;
  /** Standard error of `to − from`. */
  readonly error: number;
  readonly residuals: readonly number[];
}

/** Least squares. */
export function lineThrough(points: readonly Point[]): Line {
  const n = points.length;
  const x = mean(points.map(({ step }) => step));
  const y = mean(points.map(({ cost }) => cost));
  const spread = points.reduce((sum, { step }) => sum + (step - x) ** 2, 0);
  const slope = spread > 0 ? points.reduce((sum, { step, cost }) => sum + (step - x) * (cost - y), 0) / spread : 0;
  const at = (step: number): number => y + slope * (step - x);
  const residuals = points.map(({ step, cost }) => cost - at(step));
  const squares = residuals.reduce((sum, r) => sum + r * r, 0);
  const [first, last] = [points[0]!.step, points.at(-1)!.step];
  const error = n > 2 && spread > 0 ? (last - first) * Math.sqrt(squares / (n - 2) / spread) : 0;
  return { from: at(first), to: at(last), slope, error, residuals };
}

/** Each point the median of itself and two on either side. */
export function smoothed(points: readonly Point[]): number[] {
  return points.map((_, i) => median(points.slice(Math.max(0, i - 2), i + 3).map(({ cost }) => cost)));
}

/** @file How good a score is, on one scale for every metric: 0 is the answer that ignores the inputs, 1 the goal. */
import type { Goal } from "../../experiment/types.ts";

/** What an answer that ignores the inputs scores: the base rate of classes, 1 for relative squared error. */
export function merit(goal: Goal, score: number, baseRate: number | null): number {
  if (!Number.isFinite(score)) return Number.NEGATIVE_INFINITY;
  if (goal.atLeast !== null) {
    const base = Math.min(baseRate ?? 0, goal.atLeast - 0.01);
    return (score - base) / (goal.atLeast - base);
  }
  // Errors are compared by their ratios: from 1 to the goal, half of the way is the geometric mean.
  const base = goal.metric === "relative-mse" ? 1 : 10 * Math.abs(goal.atMost!) + 1e-9;
  const [low, high] = [Math.max(goal.atMost!, 1e-9), Math.max(base, 1.01 * goal.atMost!)];
  return Math.log(high / Math.max(score, 1e-12)) / Math.log(high / low);
}

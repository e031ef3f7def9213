/** @file relative-mse: the mean squared error over the variance of the targets; 1 is what their mean would reach. */
import { meanSquaredErrorLoss } from "../losses/mean-squared-error.ts";
import type { Metric } from "./_metric.ts";

export const relativeMseMetric: Metric = {
  name: "relative-mse",
  formula: "mean (y − t)² / variance of t",
  better: "lower",
  perExample: (outputs, targets) => meanSquaredErrorLoss.perExample(outputs, targets),
  finish: (mean, { targetVariance }) => mean / targetVariance,
};

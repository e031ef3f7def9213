/** @file What a data set looks like: range, mean and deviation of each feature, and how often each class occurs. */
import type { Inputs, Labels, Values } from "./dataset.ts";
import { featureCount } from "./dataset.ts";

/** Of each feature over all examples; deviations are those of the population (divided by n). */
export interface FeatureStatistics {
  readonly examples: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  /** Features that have the same value in every example. */
  readonly constant: readonly number[];
}

/** Of all numbers together. */
export interface OverallStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

/** Two passes: the mean first, then the squares of what is left, so that no digits cancel. */
export function statisticsOf(data: ArrayLike<number>, width: number): FeatureStatistics {
  const examples = width === 0 ? 0 : data.length / width;
  const min = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  const mean = new Float64Array(width);
  const std = new Float64Array(width);
  for (let i = 0, j = 0; i < data.length; i++, j = j + 1 === width ? 0 : j + 1) {
    const x = data[i]!;
    if (x < min[j]!) min[j] = x;
    if (x > max[j]!) max[j] = x;
    mean[j]! += x;
  }
  for (let j = 0; j < width; j++) mean[j]! /= examples;
  for (let i = 0, j = 0; i < data.length; i++, j = j + 1 === width ? 0 : j + 1) std[j]! += (data[i]! - mean[j]!) ** 2;
  const constant: number[] = [];
  for (let j = 0; j < width; j++) {
    std[j] = Math.sqrt(std[j]! / examples);
    if (min[j] !== max[j]) continue;
    // The mean of n equal numbers may be rounded: state what they are.
    mean[j] = min[j]!;
    std[j] = 0;
    constant.push(j);
  }
  return { examples, min, max, mean, std, constant };
}

/** MNIST's 47 million pixels take 0.3 s, and scaling, record and export each ask. */
const known = new WeakMap<Inputs, FeatureStatistics>();

export function inputStatistics(inputs: Inputs): FeatureStatistics {
  const statistics = known.get(inputs) ?? statisticsOf(inputs.data, featureCount(inputs));
  known.set(inputs, statistics);
  return statistics;
}

export const targetStatistics = ({ data, width }: Values): FeatureStatistics => statisticsOf(data, width);

/** From the features' statistics: Var(x) = E[Var(x | feature)] + Var(E[x | feature]). */
export function overall({ min, max, mean, std }: FeatureStatistics): OverallStatistics {
  const width = mean.length;
  const center = mean.reduce((sum, m) => sum + m, 0) / width;
  const variance = mean.reduce((sum, m, j) => sum + std[j]! ** 2 + (m - center) ** 2, 0) / width;
  return {
    min: min.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    max: max.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    mean: center,
    std: Math.sqrt(variance),
  };
}

/** How many examples each class has. */
export function classCounts({ labels, classes }: Labels): Int32Array {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]!++;
  return counts;
}

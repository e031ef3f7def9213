/**
 * @file Measures the training part: ranges, scales, constant and repeated columns, what the targets are, their order.
 */
import type { Affine, Dataset } from "../../data/dataset.ts";
import { exampleCount, featureCount } from "../../data/dataset.ts";
import { type FeatureStatistics, inputStatistics, overall } from "../../data/statistics.ts";
import type { Experiment } from "../../experiment/types.ts";
import { duplicateColumns } from "./_duplicates.ts";
import {
  areOneHot,
  type Classes,
  classesOf,
  columnsOf,
  comparedRows,
  distinctOf,
  rawRows,
  scaledAt,
  type TargetRows,
  targetKind,
} from "./_targets.ts";
import type { DataEvidence, Spread, TargetEvidence } from "./evidence.ts";
import { entropy } from "./levels.ts";

export function measureData(dataset: Dataset, experiment: Experiment): DataEvidence {
  const { inputs } = dataset.train;
  const statistics = inputStatistics(inputs);
  const fed = scaledStatistics(statistics, dataset.inputScaling);
  const classes = classesOf(dataset, experiment);
  const isImages = experiment.data.source !== "csv" && experiment.data.source !== "inline";
  const deviations = [...fed.std].filter((std) => std > 0);
  return {
    examples: exampleCount(dataset.train),
    features: featureCount(inputs),
    inputs: overall(statistics),
    inputsAsFed: overall(fed),
    columnScaleRatio:
      isImages || deviations.length === 0 ? 1 : largest(deviations) / -largest(deviations.map((x) => -x)),
    largestOffset: largest([...fed.mean].map((mean, j) => (fed.std[j]! > 0 ? Math.abs(mean) / fed.std[j]! : 0))),
    constantColumns: statistics.constant,
    largestConstant: largest(statistics.constant.map((j) => Math.abs(fed.mean[j]!))),
    duplicateColumns: duplicateColumns(inputs, statistics),
    targets: measureTargets(dataset, experiment, classes),
    orderedness: orderedness(classes?.of ?? binsOf(rawRows(dataset, experiment))),
  };
}

/** Math.max of many numbers, which has a limit of arguments; 0 of none. */
const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), numbers[0] ?? 0);

function scaledStatistics(statistics: FeatureStatistics, scaling: Affine): FeatureStatistics {
  const { min, max, mean, std } = statistics;
  const scaled = (x: Float64Array): Float64Array => x.map((value, j) => scaledAt(scaling, value, j));
  const factor = (j: number): number => Math.abs(scaledAt({ ...scaling, subtract: 0 }, 1, j));
  return {
    ...statistics,
    min: scaled(min),
    max: scaled(max),
    mean: scaled(mean),
    std: std.map((s, j) => s * factor(j)),
  };
}

function measureTargets(dataset: Dataset, experiment: Experiment, classes: Classes | null): TargetEvidence {
  const raw = rawRows(dataset, experiment);
  const kind = targetKind(dataset, experiment);
  const compared = comparedRows(dataset, experiment);
  // To a loss that takes labels its targets are the numbers, though outputs are compared with rows.
  const fed = kind === "labels" ? labelRows(dataset, raw) : compared;
  const distinct = distinctOf(raw);
  const oneHotRows = kind === "one-hot" || areOneHot(raw);
  return {
    kind,
    width: fed.width,
    raw: spreadOf(raw),
    asFed: spreadOf(fed),
    whole: distinct?.every(Number.isInteger) ?? every(raw, Number.isInteger),
    distinct,
    binary: distinct?.every((x) => x === 0 || x === 1) ?? false,
    rowsSumToOne: oneHotRows || sumToOne(raw),
    oneHotRows,
    ...shares(raw, experiment, classes),
  };
}

const labelRows = ({ train: { targets } }: Dataset, raw: TargetRows): TargetRows =>
  targets.kind === "labels" ? { ...raw, at: (i) => targets.labels[i]! } : raw;

function spreadOf(rows: TargetRows): Spread {
  const { width } = rows;
  const columns = columnsOf(rows);
  const mean = columns.reduce((sum, column) => sum + column.mean, 0) / width;
  const variance = columns.reduce((sum, column) => sum + column.std ** 2 + (column.mean - mean) ** 2, 0) / width;
  return { ...endsOf(rows), mean, std: Math.sqrt(variance) };
}

function endsOf({ examples, width, at, ones }: TargetRows): Pick<Spread, "min" | "max"> {
  if (ones) return { min: width > 1 ? 0 : 1, max: 1 };
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < examples; i++) {
    for (let j = 0; j < width; j++) {
      const x = at(i, j);
      if (x < min) min = x;
      if (x > max) max = x;
    }
  }
  return { min, max };
}

function every({ examples, width, at }: TargetRows, holds: (x: number) => boolean): boolean {
  for (let i = 0; i < examples; i++) for (let j = 0; j < width; j++) if (!holds(at(i, j))) return false;
  return true;
}

/** Files state probabilities in few digits: 0.333 three times. */
const sumTolerance = 2e-3;

function sumToOne({ examples, width, at }: TargetRows): boolean {
  if (width < 2) return false;
  for (let i = 0; i < examples; i++) {
    let total = 0;
    for (let j = 0; j < width; j++) total += at(i, j);
    if (!(Math.abs(total - 1) <= sumTolerance)) return false;
  }
  return true;
}

type Shares = Pick<TargetEvidence, "counts" | "baseRate" | "labelEntropy">;

function shares(raw: TargetRows, { task }: Experiment, classes: Classes | null): Shares {
  const n = raw.examples;
  const either = (p: number): number => Math.max(p, 1 - p);
  if (classes) {
    const counts = new Array<number>(classes.count).fill(0);
    for (const k of classes.of) counts[k]!++;
    const parts = counts.map((count) => count / n);
    // Several yes-or-no outputs are right or wrong one by one.
    const baseRate = task === "multilabel" && classes.count > 2 ? average(parts.map(either)) : largest(parts);
    return { counts, baseRate, labelEntropy: entropy(parts) };
  }
  const columns = raw.width > 1 ? columnsOf(raw) : [];
  if (columns.length === 0 || !columns.every(({ binary }) => binary))
    return { counts: null, baseRate: null, labelEntropy: null };
  return {
    counts: columns.map(({ mean }) => Math.round(mean * n)),
    baseRate: average(columns.map(({ mean }) => either(mean))),
    labelEntropy: average(columns.map(({ mean }) => entropy([mean, 1 - mean]))),
  };
}

const average = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** Values in a file that is sorted by them share their tenth with their neighbours. */
const bins = 10;

/** The tenth of the first column's numbers that each example is in: equal numbers are in the same one. */
function binsOf({ examples, at }: TargetRows): Int32Array {
  const sorted = Float64Array.from({ length: examples }, (_, i) => at(i, 0)).sort();
  const edges = Array.from({ length: bins - 1 }, (_, k) => sorted[Math.floor(((k + 1) * examples) / bins)]!);
  return Int32Array.from({ length: examples }, (_, i) => {
    const x = at(i, 0);
    const bin = edges.findIndex((edge) => x < edge);
    return bin < 0 ? bins - 1 : bin;
  });
}

/**
 * Share of neighbours of one kind ÷ Σ n(n − 1) / N(N − 1), which a random order is expected to have; 1 where that is 0.
 */
function orderedness(kinds: Int32Array): number {
  const total = kinds.length;
  const counts = new Map<number, number>();
  let same = 0;
  for (let i = 0; i < total; i++) {
    counts.set(kinds[i]!, (counts.get(kinds[i]!) ?? 0) + 1);
    if (i > 0 && kinds[i] === kinds[i - 1]) same++;
  }
  let expected = 0;
  for (const count of counts.values()) expected += (count * (count - 1)) / (total * (total - 1));
  return total < 2 || expected === 0 ? 1 : same / (total - 1) / expected;
}

/**
 * @file Targets in the forms that measurements need: as the files hold them, as outputs are compared with them, as
 * classes.
 */
import type { Affine, Dataset } from "../../data/dataset.ts";
import { exampleCount } from "../../data/dataset.ts";
import { isLabelColumn } from "../../data/encoding.ts";
import { classCounts } from "../../data/statistics.ts";
import type { Experiment } from "../../experiment/types.ts";
import { losses } from "../../nn/losses/index.ts";
import { type ClassWeights, classWeights } from "../../train/classWeights.ts";
import type { LevelTargets, TargetColumn } from "./levels.ts";

export interface TargetRows {
  readonly examples: number;
  /** Numbers an example. */
  readonly width: number;
  at(example: number, column: number): number;
  /**
   * Of rows with a single 1: how many each column has, so that 100,000 examples of 1,000 classes need not be looked
   * through.
   */
  readonly ones?: Int32Array;
  /** How much an example counts; 1 where left out. */
  readonly weights?: ClassWeights;
}

/** More distinct numbers than this are values, not names of classes. */
const mostDistinct = 50;

/** As the files hold them. */
export function rawRows({ train }: Dataset, { data }: Experiment): TargetRows {
  const { targets } = train;
  const examples = exampleCount(train);
  if (targets.kind === "values") {
    const { data: numbers, width } = targets;
    return { examples, width, at: (i, j) => numbers[i * width + j]! };
  }
  // The named sets have one numbering.
  const first = data.source === "mnist" || data.source === "fashion-mnist" ? 0 : data.firstLabel;
  return { examples, width: 1, at: (i) => targets.labels[i]! + first };
}

/** How the loss gets them: class numbers, rows with a 1 at the class, or the files' columns. */
export function targetKind({ train: { targets } }: Dataset, { data }: Experiment): "labels" | "one-hot" | "values" {
  // A label column whose numbers were refused is seen as values.
  const isRefused = targets.kind === "values" && (data.source === "csv" || data.source === "inline");
  const isLabels = targets.kind === "labels" || (isRefused && isLabelColumn(data, targets.width));
  return isLabels ? (data.targetEncoding === "one-hot" ? "one-hot" : "labels") : "values";
}

const lossTakesLabels = (experiment: Experiment): boolean =>
  losses.find(({ name }) => name === experiment.loss.name)?.targets !== "values";

/** As outputs are compared with them: class numbers are rows with a single 1 to a loss that takes labels. */
export function comparedRows(dataset: Dataset, experiment: Experiment): TargetRows {
  const { targets } = dataset.train;
  const raw = rawRows(dataset, experiment);
  if (targets.kind === "labels") {
    const { labels, classes } = targets;
    const isRows = experiment.data.targetEncoding === "one-hot" || lossTakesLabels(experiment);
    return isRows
      ? { ...raw, width: classes, at: (i, j) => (labels[i] === j ? 1 : 0), ones: classCounts(targets) }
      : { ...raw, at: (i) => labels[i]! };
  }
  return { ...raw, at: (i, j) => scaledAt(dataset.targetScaling, raw.at(i, j), j) };
}

/** The same, each example as much as it counts in the cost. */
export function weighedRows(dataset: Dataset, experiment: Experiment): TargetRows {
  const weights = classWeights(experiment, dataset);
  return { ...comparedRows(dataset, experiment), ...(weights && { weights }) };
}

/** (x − subtract) · multiply, of column j. */
export function scaledAt({ subtract, multiply }: Affine, x: number, j: number): number {
  const of = (value: Affine["multiply"]): number => (typeof value === "number" ? value : value[j]!);
  return (x - of(subtract)) * of(multiply);
}

/** Mean, population deviation and whether all are 0 or 1, of each column. */
export function columnsOf({ examples, width, at, ones, weights }: TargetRows): TargetColumn[] {
  const weight = (i: number): number => weights?.ofExample(i) ?? 1;
  if (ones) {
    const shares = Array.from(ones, (count, c) => (count / examples) * (weights?.ofClass[c] ?? 1));
    return shares.map((share) => ({ mean: share, std: Math.sqrt(share * (1 - share)), binary: true }));
  }
  return Array.from({ length: width }, (_, j) => {
    let total = 0;
    let binary = true;
    for (let i = 0; i < examples; i++) {
      const x = at(i, j);
      total += weight(i) * x;
      binary &&= x === 0 || x === 1;
    }
    const mean = total / examples;
    let squares = 0;
    for (let i = 0; i < examples; i++) squares += weight(i) * (at(i, j) - mean) ** 2;
    return { mean, std: Math.sqrt(squares / examples), binary };
  });
}

/** Whether each row has a single 1 among zeros. */
export function areOneHot({ examples, width, at, ones: known }: TargetRows): boolean {
  if (width < 2) return false;
  if (known) return true;
  for (let i = 0; i < examples; i++) {
    let ones = 0;
    for (let j = 0; j < width; j++) {
      const x = at(i, j);
      if (x !== 0 && x !== 1) return false;
      ones += x;
    }
    if (ones !== 1) return false;
  }
  return true;
}

export function levelTargets(rows: TargetRows): LevelTargets {
  const columns = columnsOf(rows);
  return areOneHot(rows) ? { kind: "classes", shares: columns.map(({ mean }) => mean) } : { kind: "values", columns };
}

/** Distinct numbers in ascending order; null where there are more than `mostDistinct`. */
export function distinctOf({ examples, width, at }: TargetRows): number[] | null {
  const found = new Set<number>();
  for (let i = 0; i < examples; i++) {
    for (let j = 0; j < width; j++) found.add(at(i, j));
    if (found.size > mostDistinct) return null;
  }
  return [...found].sort((a, b) => a - b);
}

export interface Classes {
  /** Class of each example. */
  readonly of: Int32Array;
  readonly count: number;
}

/**
 * The class of each example: labels, one-hot columns, or a column of few whole numbers that the experiment treats as
 * classes. null for values, and for several yes-or-no columns, of which any number may be yes.
 */
export function classesOf(dataset: Dataset, experiment: Experiment): Classes | null {
  const { targets } = dataset.train;
  if (targets.kind === "labels") return { of: targets.labels, count: targets.classes };
  const rows = rawRows(dataset, experiment);
  const { examples, width, at } = rows;
  if (width > 1) {
    if (!areOneHot(rows)) return null;
    const column = (i: number): number => {
      for (let j = 0; j < width; j++) if (at(i, j) === 1) return j;
      return 0;
    };
    return { of: Int32Array.from({ length: examples }, (_, i) => column(i)), count: width };
  }
  const distinct = distinctOf(rows);
  if (!distinct?.every(Number.isInteger) || !meansClasses(experiment, distinct)) return null;
  const index = new Map(distinct.map((value, k) => [value, k]));
  return { of: Int32Array.from({ length: examples }, (_, i) => index.get(at(i, 0))!), count: distinct.length };
}

function meansClasses({ task, loss, model }: Experiment, distinct: readonly number[]): boolean {
  const isBinary = distinct.every((x) => x === 0 || x === 1);
  const units = model.findLast((layer) => layer.type === "dense")?.units ?? 1;
  return task !== "regression" || isBinary || units > 1 || loss.name.endsWith("cross-entropy");
}

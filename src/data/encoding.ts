/** @file Targets in the form a loss wants: labels, one-hot rows or numbers. */
import type { CsvSpec, InlineSpec } from "../experiment/types.ts";
import { DataError } from "../util/errors.ts";
import type { Labels, Targets, Values } from "./dataset.ts";

/** How to say where row `row` came from, for example "data.csv:17". */
export type WhereIs = (row: number) => string;

const byRow: WhereIs = (row) => `example ${row}`;

/** Class numbers, which begin with `first`, as labels from 0 on, checked; `classes` null counts them up to the largest. */
export function labelsFrom(
  numbers: ArrayLike<number>,
  classes: number | null,
  where: WhereIs = byRow,
  first = 0,
): Labels {
  const labels = new Int32Array(numbers.length);
  let largest = -1;
  for (let row = 0; row < labels.length; row++) {
    const label = numbers[row]! - first;
    if (!Number.isInteger(label) || label < 0 || label >= (classes ?? 2 ** 31 - 1))
      throw badLabel(shown(numbers, row), classes, where(row), first);
    labels[row] = label;
    largest = Math.max(largest, label);
  }
  // One-hot rows of more classes than examples are a sign that the column holds numbers, not classes.
  if (classes === null && largest >= Math.max(1000, labels.length)) {
    throw new DataError("The labels do not look like class numbers", {
      found: `a label of ${largest} in ${labels.length} examples`,
      help: "number the classes 0, 1, 2, …, or say data.classes",
    });
  }
  return { kind: "labels", labels, classes: classes ?? largest + 1 };
}

/** Of a float32, the 8 digits that tell it from its neighbours near 1: 1.9, not 1.899999976158142. */
const shown = (numbers: ArrayLike<number>, row: number): number =>
  numbers instanceof Float32Array ? Number(numbers[row]!.toPrecision(8)) : numbers[row]!;

/** Whether columns of targets are class numbers: one column that is to be one-hot, or whose loss takes labels. */
export const isLabelColumn = ({ targetEncoding, labelClasses }: CsvSpec | InlineSpec, width: number): boolean =>
  width === 1 && (targetEncoding === "one-hot" || labelClasses !== undefined);

function badLabel(label: number, classes: number | null, where: string, first: number): DataError {
  if (!Number.isInteger(label)) {
    return new DataError("A label is not a whole number", {
      where,
      found: String(label),
      help: 'number the classes 0, 1, 2, …; for numbers to predict use "targetEncoding": "raw" and a loss like mean-squared-error',
    });
  }
  return new DataError("A label is out of range", {
    where,
    found: `label ${label}${classes === null ? "" : `, with ${classes} classes`}`,
    help:
      classes === null
        ? `labels start at ${first}`
        : `labels go from ${first} to ${first + classes - 1}; say where they begin with data.firstLabel; for more classes change data.classes and the last layer's units`,
  });
}

/** Targets of one column as labels. */
export function toLabels(targets: Targets, classes: number | null, where?: WhereIs): Labels {
  if (targets.kind === "labels") return targets;
  if (targets.width !== 1) {
    throw new DataError("Labels need one target column", { found: `${targets.width} target columns` });
  }
  return labelsFrom(targets.data, classes, where);
}

/** Rows of zeros with a 1 at the label. */
export function toOneHot({ labels, classes }: Labels): Values {
  const data = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) data[row * classes + labels[row]!] = 1;
  return { kind: "values", data, width: classes };
}

/** Labels as plain numbers, one column. */
export const toValues = (targets: Targets): Values =>
  targets.kind === "values" ? targets : { kind: "values", data: Float32Array.from(targets.labels), width: 1 };

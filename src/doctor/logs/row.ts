/** @file One place of a log where numbers are printed: its counters, and the values that are understood. */
import type { ColumnKind, Part } from "./names.ts";
import { meaningOf } from "./names.ts";
import { digitIn } from "./numbers.ts";

export interface LogValue {
  /** As the log writes it, without its part where that comes from the line. */
  readonly name: string;
  readonly kind: ColumnKind;
  readonly part: Part;
  readonly value: number;
  /** Unit of the last printed digit. */
  readonly digit: number;
}

export interface LogRow {
  /** Of the file. */
  readonly line: number;
  readonly epoch: number | null;
  /** Of all steps of the run. */
  readonly step: number | null;
  /** Within the epoch. */
  readonly batch: number | null;
  /** Batches an epoch. */
  readonly batches: number | null;
  /** Share of the epoch that is done. */
  readonly progress: number | null;
  readonly values: readonly LogValue[];
}

export type Counters = Omit<LogRow, "line" | "values">;

export const noCounters: Counters = { epoch: null, step: null, batch: null, batches: null, progress: null };

/** A number without a name is taken as the cost. */
export const namelessCost = (value: number, part: Part = "train"): LogValue => ({
  name: unnamed,
  kind: "cost",
  part,
  value,
  digit: digitIn(String(value)),
});

/** Name of a number that stands alone after a counter: "Epoch 3: 0.25". */
export const unnamed = "(no name)";

/**
 * The value of a column of this name; null where such columns are not understood.
 *
 * @param part of the line, where the name does not say
 */
export function logValue(
  name: string,
  value: number,
  part: Part | null = null,
  digit: number = digitIn(String(value)),
): LogValue | null {
  const meaning = meaningOf(name);
  return meaning && { name, kind: meaning.kind, part: meaning.part ?? part ?? "train", value, digit };
}

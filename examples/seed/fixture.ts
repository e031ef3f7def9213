/** @file NumPy's costs, as numpy_costs.py wrote them. */
import { readFileSync } from "node:fs";

/** A number, or the word that stands for it where JSON has none. */
type Written = number | "NaN" | "Infinity" | "-Infinity";

export type Column = "posted" | "shifted_softmax" | "stable";

interface Run {
  readonly costs: readonly Written[];
  readonly max_logit: readonly Written[];
  readonly weights_finite: readonly boolean[];
  readonly first_overflow_in_exp: number | null;
  readonly first_divide_by_zero_in_log: number | null;
}

export interface Setting {
  /** mnist, or philox: random pixels and labels. */
  readonly data: "mnist" | "philox";
  readonly n: number;
  readonly seed: number;
  readonly scaling: "raw" | "div255";
  readonly learning_rate: number;
  /** dW_sum: the 1/m forgotten in dW. */
  readonly bug: "none" | "dW_sum";
  readonly epochs: number;
  readonly columns: Readonly<Record<Column, Run>>;
  /** The first and last three of each layer. */
  readonly first_weights: readonly (readonly number[])[];
  readonly last_weights: readonly (readonly number[])[];
}

export const settings: Readonly<Record<string, Setting>> = JSON.parse(
  readFileSync(new URL("./numpy-costs.json", import.meta.url), "utf8"),
).settings;

/** How near the literal program must come to NumPy, relative: what "the same costs" means for this example. */
export const agreement = 1e-9;

export const numpyCosts = (setting: Setting, column: Column): number[] => setting.columns[column].costs.map(Number);

/** The largest relative difference where both are finite; Infinity where one is not and the other differs in kind. */
export function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  const differences = expected.map((value, i) => {
    const found = actual[i] ?? Number.NaN;
    if (Number.isFinite(found) && Number.isFinite(value)) return Math.abs(found - value) / Math.abs(value);
    return Object.is(found, value) ? 0 : Number.POSITIVE_INFINITY;
  });
  return actual.length === expected.length ? Math.max(...differences) : Number.POSITIVE_INFINITY;
}

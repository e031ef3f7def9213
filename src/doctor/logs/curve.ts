/** @file A column of numbers as the analysis takes it: where they are finite, how finely printed, how noisy. */
import type { LogSeries, Unit } from "./runs.ts";

export interface Curve {
  readonly name: string;
  readonly unit: Unit;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Unit of the last printed digit of each value. */
  readonly digits: readonly number[];
  readonly lines: readonly number[];
  /** Indices of the values that are finite. */
  readonly finite: readonly number[];
}

/** A mean of neighbouring values: long curves are looked at in at most so many. */
export interface Block {
  /** Index in the curve of its first value. */
  readonly first: number;
  readonly x: number;
  readonly y: number;
}

const mostBlocks = 1000;

export function curveOf(series: LogSeries | null): Curve | null {
  if (!series || series.values.length === 0) return null;
  const { name, unit, x, values: y, digits, lines } = series;
  const finite = y.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
  return { name, unit, x, y, digits, lines, finite };
}

/** "epoch 4", "step 300", "value 4". */
export const placeOf = (curve: Curve, index: number): string => `${curve.unit} ${position(curve.x[index]!)}`;

/** "epochs 4 to 10". */
export function placesOf(curve: Curve, from: number, to: number): string {
  if (from === to) return placeOf(curve, from);
  return `${curve.unit}s ${position(curve.x[from]!)} to ${position(curve.x[to]!)}`;
}

const position = (x: number): string => String(Number(x.toFixed(2)));

/** The finite values from an index on, averaged where there are many. */
export function blocksFrom(curve: Curve, from: number): Block[] {
  const indices = curve.finite.filter((i) => i >= from);
  const size = Math.max(1, Math.ceil(indices.length / mostBlocks));
  const blocks: Block[] = [];
  for (let start = 0; start < indices.length; start += size) {
    const members = indices.slice(start, start + size);
    const mean = (values: readonly number[]): number =>
      members.reduce((sum, i) => sum + values[i]!, 0) / members.length;
    blocks.push({ first: members[0]!, x: mean(curve.x), y: mean(curve.y) });
  }
  return blocks;
}

/** The finest digit that is printed from an index on: programs leave zeros out at the end. */
export const digitOf = (curve: Curve, from = 0): number =>
  curve.finite.reduce((finest, i) => (i >= from ? Math.min(finest, curve.digits[i]!) : finest), 1);

export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Deviation of the values about whatever curve they follow, from the differences of neighbours: for normal noise of
 * deviation σ the median of |yᵢ₊₁ − yᵢ| is 0.6745 · √2 σ = 0.9539 σ.
 */
export function noiseOf(values: readonly number[]): number {
  const differences = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
  return differences.length === 0 ? 0 : median(differences) / 0.9539;
}

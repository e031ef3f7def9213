/** @file Fewer rows that draw the same picture: the lowest and highest value of every series in every pixel's column. */
import { firstAtLeast } from "./column.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Frame {
  /** Steps that are shown. */
  readonly span: Span;
  readonly pixels: number;
  /** Where a step lies on the axis, ascending; in any unit. */
  readonly position: (step: number) => number;
}

/**
 * Ascending indices of the rows to draw: of each pixel its first and last row, and of each series the row of its lowest
 * and highest finite value and of its first that is not finite. One row on either side of the span is kept, so that
 * lines reach the edge.
 */
export function thin(steps: ArrayLike<number>, series: readonly ArrayLike<number>[], frame: Frame): readonly number[] {
  const { span, pixels, position } = frame;
  const first = Math.max(0, firstAtLeast(steps, span.from) - 1);
  const end = Math.min(steps.length, firstAtLeast(steps, span.to) + 2);
  if (end - first <= 2 * pixels) return Array.from({ length: end - first }, (_, i) => first + i);
  const [left, right] = [position(span.from), position(span.to)];
  const scale = right > left ? pixels / (right - left) : 0;
  const kept: number[] = [];
  let start = first;
  let pixel = Math.floor((position(steps[first]!) - left) * scale);
  for (let row = first + 1; row <= end; row++) {
    const next = row < end ? Math.floor((position(steps[row]!) - left) * scale) : pixel + 1;
    if (next === pixel) continue;
    keepExtremes(kept, series, start, row);
    start = row;
    pixel = next;
  }
  return kept;
}

/** Appends the rows of one pixel, from `start` up to but without `end`. */
function keepExtremes(kept: number[], series: readonly ArrayLike<number>[], start: number, end: number): void {
  if (end - start <= 2) {
    for (let row = start; row < end; row++) kept.push(row);
    return;
  }
  const rows = new Set<number>([start, end - 1]);
  for (const values of series) {
    let [low, high, odd] = [-1, -1, -1];
    for (let row = start; row < end; row++) {
      const value = values[row]!;
      if (!Number.isFinite(value)) {
        if (odd < 0) odd = row;
      } else {
        if (low < 0 || value < values[low]!) low = row;
        if (high < 0 || value > values[high]!) high = row;
      }
    }
    if (low >= 0) rows.add(low).add(high);
    if (odd >= 0) rows.add(odd);
  }
  kept.push(...[...rows].sort((a, b) => a - b));
}

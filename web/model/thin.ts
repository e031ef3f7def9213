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
  /** Where a step lies on the axis, ascending, in any unit; and the step of a place. */
  readonly position: (step: number) => number;
  readonly stepAt: (position: number) => number;
}

/**
 * Ascending indices of the rows to draw: of each pixel its first and last row, and of each series the row of its lowest
 * and highest finite value and of its first that is not finite. One row on either side of the span is kept, so that
 * lines reach the edge.
 */
export function thin(steps: ArrayLike<number>, series: readonly ArrayLike<number>[], frame: Frame): readonly number[] {
  const { span, pixels, position, stepAt } = frame;
  const inside = firstAtLeast(steps, span.from);
  const after = firstAbove(steps, span.to);
  const [first, end] = [Math.max(0, inside - 1), Math.min(steps.length, after + 1)];
  if (end - first <= 2 * pixels) return Array.from({ length: end - first }, (_, i) => first + i);
  const [left, right] = [position(span.from), position(span.to)];
  const kept: number[] = inside > 0 ? [inside - 1] : [];
  let start = inside;
  for (let pixel = 1; pixel <= pixels && start < after; pixel++) {
    // Rows of the pixel end where the next begins: a search a pixel, not a logarithm a row.
    const edge = stepAt(left + ((right - left) * pixel) / pixels);
    const next = pixel === pixels ? after : firstAtLeast(steps, edge, start, after);
    if (next === start) continue;
    keepExtremes(kept, series, start, next);
    start = next;
  }
  if (after < steps.length) kept.push(after);
  return kept;
}

function firstAbove(steps: ArrayLike<number>, step: number): number {
  let row = firstAtLeast(steps, step);
  while (row < steps.length && steps[row]! <= step) row++;
  return row;
}

/** Appends the rows of one pixel, from `start` up to but without `end`. */
function keepExtremes(kept: number[], series: readonly ArrayLike<number>[], start: number, end: number): void {
  if (end - start <= 2) {
    for (let row = start; row < end; row++) kept.push(row);
    return;
  }
  const rows = [start, end - 1];
  for (const values of series) {
    let [low, high, odd] = [-1, -1, -1];
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = start; row < end; row++) {
      const value = values[row]!;
      if (value - value !== 0) {
        if (odd < 0) odd = row;
        continue;
      }
      if (value < lowest) {
        lowest = value;
        low = row;
      }
      if (value > highest) {
        highest = value;
        high = row;
      }
    }
    if (low >= 0) rows.push(low, high);
    if (odd >= 0) rows.push(odd);
  }
  rows.sort((a, b) => a - b);
  for (const [i, row] of rows.entries()) if (i === 0 || row !== rows[i - 1]) kept.push(row);
}

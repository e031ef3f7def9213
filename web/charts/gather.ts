/** @file Lines as the rows that a picture of a given width needs, with one list of steps for all. */
import uPlot from "uplot";
import { type Frame, thin } from "../model/thin.ts";
import type { AxisKind, Line } from "./spec.ts";

/** A null ends a line; undefined means that the line has no row at this step. */
type Rows = readonly [steps: number[], ...values: (number | null | undefined)[][]];

export interface Gathered {
  readonly rows: Rows;
  /** Order of the lines in `rows`. */
  readonly lines: readonly Line[];
}

/** Whether a value has a place on the axis. */
const drawable = (value: number, axis: AxisKind): boolean => Number.isFinite(value) && (axis !== "log" || value > 0);

export function gather(lines: readonly Line[], axis: AxisKind, frame: Frame): Gathered {
  const groups = new Map<ArrayLike<number>, Line[]>();
  for (const line of lines) {
    const group = groups.get(line.steps);
    if (group) group.push(line);
    else groups.set(line.steps, [line]);
  }
  const tables = [...groups].map(([steps, group]) => {
    const kept = thin(
      steps,
      group.map(({ values }) => values),
      frame,
    );
    const columns = group.map(({ values }) => kept.map((row) => (drawable(values[row]!, axis) ? values[row]! : null)));
    return [kept.map((row) => steps[row]!), ...columns];
  });
  const ordered = [...groups.values()].flat();
  if (tables.length === 0) return { rows: [[]], lines: [] };
  const rows = tables.length === 1 ? tables[0]! : uPlot.join(tables as uPlot.AlignedData[]);
  return { rows: rows as unknown as Rows, lines: ordered };
}

/** Lowest and highest value that is drawn within the frame; null where none is. */
export function extent({ rows: [steps, ...columns] }: Gathered, { span }: Frame): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns) {
    for (const [row, value] of column.entries()) {
      if (value == null || steps[row]! < span.from || steps[row]! > span.to) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

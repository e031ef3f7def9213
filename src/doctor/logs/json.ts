/** @file An explanation as JSON; numbers that are not finite are the strings "NaN", "Infinity", "-Infinity". */
import type { Explanation } from "./explain.ts";

const named = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

export function explanationJson({
  logs,
  runs,
  comparisons,
  first,
  cannot,
  measurements,
  leftOut,
}: Explanation): string {
  const report = {
    logs: logs.map(({ name, format, runs: all }) => ({ name, format: format.id, runs: all.length })),
    runs: runs.map(({ name, verdict, statements, view: { run } }) => ({
      name,
      lines: run.lines,
      columns: run.series.map(({ name: column, kind, part, unit, values }) => {
        return { name: column, kind, part, unit, values: values.length, first: values[0], last: values.at(-1) };
      }),
      verdict,
      statements,
    })),
    comparisons,
    firstCause: first,
    cannotShow: cannot,
    measurements,
    runsLeftOut: leftOut,
  };
  return JSON.stringify(report, named);
}

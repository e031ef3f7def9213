/** @file Every form of logs reads its own samples, and is recognised by them. */
import { describe, expect, test } from "vitest";
import { readLog } from "../read.ts";
import type { LogSeries } from "../runs.ts";
import { logLines } from "../text.ts";
import { formats } from "./index.ts";

const title = ({ name, part }: LogSeries): string => (part === "train" ? name : `${part} ${name}`);

describe.each(formats)("$id", (format) => {
  test.each(format.samples)("is recognised and read: $text", ({ text, columns, epochs, steps }) => {
    const log = readLog(text, "sample");
    expect(log.format.id).toBe(format.id);
    expect(log.runs).toHaveLength(1);
    const found = Object.fromEntries(log.runs[0]!.series.map((series) => [title(series), series.values]));
    expect(found).toEqual(columns);
    const rows = [...format.read(logLines(text))];
    if (epochs) expect(rows.map(({ epoch }) => epoch).filter((epoch) => epoch !== null)).toEqual(epochs);
    if (steps) expect(rows.map(({ step }) => step)).toEqual(steps);
  });

  test("says how its lines look in words that it reads", () => {
    const marked = [...logLines(format.looks)].some((line) => format.marks(line));
    const header = ["csv", "table", "json-document"].includes(format.id);
    expect(marked || header).toBe(true);
  });
});

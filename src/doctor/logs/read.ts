/** @file Reads a log of any framework: finds its form, its runs, and what it says in words. */
import { DataError } from "../../util/errors.ts";
import type { LogFormat } from "./formats/_format.ts";
import { formats } from "./formats/index.ts";
import { NoteBook } from "./notes.ts";
import { type LogRun, splitRuns } from "./runs.ts";
import { excerpt, head, type LogLine, logLines } from "./text.ts";

export interface ReadLog {
  /** As the user named the file. */
  readonly name: string;
  readonly format: LogFormat;
  readonly runs: readonly LogRun[];
}

/** The form is recognised in so many characters, or in the whole text where they hold no numbers. */
const sampleSize = 2_000_000;
/** A form shows in so many characters of a line. */
const markLength = 2000;
/** A form whose lines are rarer than this share of another's lines is a stray. */
const strayShare = 0.2;

/** @throws DataError where the text is empty, or holds no costs or accuracies */
export function readLog(text: string, name: string): ReadLog {
  if (text.trim() === "") throw new DataError("The log is empty", { where: name, found: "no text" });
  const format =
    recognise(() => logLines(text.slice(0, sampleSize))) ??
    (text.length > sampleSize ? recognise(() => logLines(text)) : null);
  const book = new NoteBook();
  const runs = format ? splitRuns(format.read(noted(text, book)), book.notes, book.settings) : [];
  if (!format || runs.every(({ series }) => series.length === 0)) throw nothingFound(text, name);
  return { name, format, runs: runs.filter(({ series }) => series.length > 0) };
}

function* noted(text: string, book: NoteBook): Generator<LogLine> {
  for (const line of logLines(text)) {
    book.read(line);
    yield line;
  }
}

/** The most specific form with its fair share of the lines, and with rows. */
function recognise(lines: () => Iterable<LogLine>): LogFormat | null {
  const marked = new Map<LogFormat, number>();
  for (const whole of lines()) {
    const line = head(whole, markLength);
    for (const format of formats) if (format.marks(line)) marked.set(format, (marked.get(format) ?? 0) + 1);
  }
  const candidates = [...marked].filter(([format]) => hasRows(format, lines()));
  const most = Math.max(0, ...candidates.map(([, count]) => count));
  const fair = candidates.filter(([, count]) => count >= strayShare * most);
  fair.sort(([a, n], [b, m]) => b.specific - a.specific || m - n);
  return fair[0]?.[0] ?? null;
}

function hasRows(format: LogFormat, lines: Iterable<LogLine>): boolean {
  for (const _ of format.read(lines)) return true;
  return false;
}

function nothingFound(text: string, name: string): DataError {
  const first = excerpt(text, 4);
  return new DataError("No cost, loss or accuracy was found in this file", {
    where: name,
    found: ["it begins:", ...first.map((line) => `  ${line}`)].join("\n"),
    help: ["lines like these are understood:", ...formats.map(({ looks }) => `  ${looks}`)].join("\n"),
  });
}

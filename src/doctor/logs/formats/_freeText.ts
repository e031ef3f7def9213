/** @file Reads lines of free text; a counter on a line of its own counts for the lines below it. */
import { type Part, partOf } from "../names.ts";
import type { LogRow } from "../row.ts";
import { type Scanned, scan } from "../scan.ts";
import { head, type LogLine } from "../text.ts";

export interface FreeText {
  /** Reads the line itself; undefined: it is free text like any other. */
  readonly special?: (line: LogLine) => Scanned | null | undefined;
  /** Whether a line is read at all. */
  readonly only?: (line: LogLine) => boolean;
}

const heading = /^\W{0,10}(train|training|val|valid|validation|test|testing|eval|evaluation)\b[^:]{0,20}:\s{0,5}$/i;

/** The rows of the lines. */
export function* freeText(lines: Iterable<LogLine>, { special, only }: FreeText = {}): Generator<LogRow> {
  let epoch: number | null = null;
  let part: Part | null = null;
  for (const whole of lines) {
    const line = head(whole);
    if (only && !only(line)) continue;
    const titled = heading.exec(line.text);
    if (titled) {
      part = partOf(titled[1]!);
      continue;
    }
    const own = special?.(line);
    const scanned = own === undefined ? scan(line.text) : own;
    if (!scanned) continue;
    if (scanned.epoch !== null) epoch = scanned.epoch;
    if (scanned.values.length === 0) {
      part = null;
      continue;
    }
    const values = part === null ? scanned.values : scanned.values.map((value) => ({ ...value, part: part! }));
    part = null;
    yield { ...scanned, line: line.number, epoch: scanned.epoch ?? epoch, values };
  }
}

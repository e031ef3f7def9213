/** @file A column of numbers and nothing else. */
import { parseNumber } from "../numbers.ts";
import { type LogRow, namelessCost, noCounters } from "../row.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";

/** "2.302654", "[2.302654]", "tensor(2.3026)". */
const alone = /^\s{0,20}(?:\w{1,12}\()?\[?\s{0,4}([-+]?[\d.nNi∞][\w.#+-]{0,40})\s{0,4}\]?\)?[,;]?\s{0,20}$/;

function numberIn(text: string): number | null {
  const found = alone.exec(text);
  return found && parseNumber(found[1]!);
}

function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  for (const { number, text } of lines) {
    const value = numberIn(text);
    if (value === null) continue;
    yield { ...noCounters, line: number, values: [namelessCost(value)] };
  }
}

export const numbersFormat: LogFormat = {
  id: "numbers",
  title: "one number a line",
  looks: "2.302654",
  specific: 1,
  marks: ({ text }) => numberIn(text) !== null,
  read,
  samples: [
    {
      text: "2.63035001\n[29.10684701]\nnan\n2.302654\n",
      columns: { "(no name)": [2.63035001, 29.10684701, Number.NaN, 2.302654] },
    },
  ],
};

/** @file Python's and NumPy's lists: costs = [2.63, 29.1, nan], {'loss': [2.3, 1.1]}, [2.63 29.1 12.4]. */
import { meaningOf } from "../names.ts";
import { parseNumber } from "../numbers.ts";
import { type LogRow, type LogValue, logValue, namelessCost, noCounters, unnamed } from "../row.ts";
import { nameIn } from "../scan.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";

/** Three numbers or more: two may be a counter, "[1,  2000]". */
const item = "(?:[\\w.]{0,14}\\()?[-+]?(?:[\\d.][\\w.+-]{0,30}|nan|inf)\\)?";
const mark = new RegExp(`\\[\\s{0,9}${item}(?:[,\\s]\\s{0,9}${item}){2}`, "i");

interface NamedList {
  readonly name: string;
  readonly line: number;
  readonly numbers: readonly number[];
}

const wrapped = /^(?:tensor|array|np\.float\d\d|numpy\.float\d\d|float)\((.{1,40})\)$/;

/** The numbers between two brackets; null where anything else stands there. */
function numbersOf(content: string): number[] | null {
  const numbers: number[] = [];
  for (const part of content.split(/[,\s]+/)) {
    if (part === "") continue;
    const number = parseNumber(wrapped.exec(part)?.[1] ?? part);
    if (number === null) return null;
    numbers.push(number);
  }
  return numbers.length > 2 ? numbers : null;
}

/** Lists of numbers; NumPy breaks them over lines. */
function* listsIn(lines: Iterable<LogLine>): Generator<NamedList> {
  let open: { name: string; line: number; content: string[] } | null = null;
  for (const { number, text } of lines) {
    let start = 0;
    for (const bracket of text.matchAll(/[[\]]/g)) {
      if (bracket[0] === "[") open = { name: nameIn(text, start, bracket.index), line: number, content: [] };
      else if (open) {
        open.content.push(text.slice(start, bracket.index));
        const numbers = numbersOf(open.content.join(" "));
        if (numbers) yield { name: open.name, line: open.line, numbers };
        open = null;
      }
      start = bracket.index + 1;
    }
    open?.content.push(text.slice(start));
    if (open && open.content.length > 100_000) open = null;
  }
}

/** Lists with different names stand side by side; a name that comes again begins another run. */
function* read(lines: Iterable<LogLine>): Generator<LogRow> {
  let group = new Map<string, NamedList>();
  for (const list of listsIn(lines)) {
    const name = meaningOf(list.name) ? list.name : unnamed;
    if (group.has(name)) {
      yield* rowsOf(group);
      group = new Map();
    }
    group.set(name, list);
  }
  yield* rowsOf(group);
}

function* rowsOf(group: ReadonlyMap<string, NamedList>): Generator<LogRow> {
  const named = [...group].filter(([name]) => group.size === 1 || name !== unnamed);
  const longest = named.reduce((most, [, { numbers }]) => Math.max(most, numbers.length), 0);
  for (let i = 0; i < longest; i++) {
    const values: LogValue[] = [];
    for (const [name, { numbers }] of named) {
      const value = numbers[i];
      if (value === undefined) continue;
      const found = name === unnamed ? namelessCost(value) : logValue(name, value);
      if (found) values.push(found);
    }
    yield { ...noCounters, step: i + 1, line: named[0]![1].line, values };
  }
}

export const listsFormat: LogFormat = {
  id: "lists",
  title: "lists of Python and NumPy",
  looks: "costs = [2.63035001, 29.10684701, 12.43702583]",
  specific: 1,
  marks: ({ text }) => mark.test(text),
  read,
  samples: [
    {
      text: "costs = [2.63035001, 29.10684701, nan, -inf]\n",
      columns: { costs: [2.63035001, 29.10684701, Number.NaN, Number.NEGATIVE_INFINITY] },
      steps: [1, 2, 3, 4],
    },
    {
      text: "{'loss': [2.3, 1.1, 0.9], 'val_accuracy': [np.float64(0.1), np.float64(0.4), np.float64(0.5)]}\n",
      columns: { loss: [2.3, 1.1, 0.9], "validation val_accuracy": [0.1, 0.4, 0.5] },
    },
    {
      text: "[2.63035001 29.10684701 12.43702583 2.302654\n 2.30265079]\n",
      columns: { "(no name)": [2.63035001, 29.10684701, 12.43702583, 2.302654, 2.30265079] },
    },
  ],
};

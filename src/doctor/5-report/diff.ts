/** @file Changes of an experiment as the lines of a diff of its JSON. */
import type { Change } from "../../experiment/changes.ts";

export interface DiffLine {
  readonly sign: "-" | "+";
  /** "model[2].activation". */
  readonly path: string;
  /** JSON in one line. */
  readonly value: string;
}

/** A line for what goes and one for what comes; of lists only the items that differ, of objects the fields that do. */
export const diffLines = (changes: readonly Change[]): readonly DiffLine[] =>
  changes.flatMap(({ path, from, to }) =>
    Array.isArray(from) && Array.isArray(to) ? listLines(path, from, to) : valueLines(path, from, to),
  );

function valueLines(path: string, from: unknown, to: unknown): DiffLine[] {
  const [before, after] = [differing(from, to), differing(to, from)];
  const lines: DiffLine[] = [];
  if (from !== undefined) lines.push({ sign: "-", path, value: json(before) });
  lines.push({ sign: "+", path, value: json(after) });
  return lines;
}

/** The list with the items taken out and put in between what both begin and end with. */
function listLines(path: string, from: readonly unknown[], to: readonly unknown[]): DiffLine[] {
  const same = (a: unknown, b: unknown): boolean => json(a) === json(b);
  const shorter = Math.min(from.length, to.length);
  let first = 0;
  while (first < shorter && same(from[first], to[first])) first++;
  let last = 0;
  while (last < shorter - first && same(from.at(-1 - last), to.at(-1 - last))) last++;
  const lines = (sign: DiffLine["sign"], items: readonly unknown[]): DiffLine[] =>
    items
      .slice(first, items.length - last)
      .map((item, i) => ({ sign, path: `${path}[${first + i}]`, value: json(item) }));
  return [...lines("-", from), ...lines("+", to)];
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object without the fields that the other has too, but for its name. */
function differing(value: unknown, other: unknown): unknown {
  if (!isFields(value) || !isFields(other)) return value;
  const kept = Object.entries(value).filter(([key, field]) => key === "name" || json(field) !== json(other[key]));
  return Object.fromEntries(kept);
}

/** {"name": "adam", "learningRate": 0.001}. */
export function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(", ")}]`;
  if (!isFields(value)) return JSON.stringify(value) ?? "undefined";
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${json(field)}`);
  return `{${fields.join(", ")}}`;
}

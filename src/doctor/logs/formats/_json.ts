/** @file JSON as training programs write it: with bare NaN, and numbers that are not finite as strings. */
import { counterOf } from "../names.ts";
import { parseNumber } from "../numbers.ts";
import { type LogRow, type LogValue, logValue, noCounters } from "../row.ts";

const bare = /([:[,]\s{0,10})(-?(?:NaN|Infinity))(?=\s{0,10}[,}\]])/g;

/** The value, or undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(bare, '$1"$2"'));
    } catch {
      return undefined;
    }
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Numbers, and strings that spell one. */
export function numberIn(value: unknown): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseNumber(value) : null;
}

/** The row of an object's numbers, those of objects within it as "train accuracy"; null where nothing is understood. */
export function rowOfObject(object: Record<string, unknown>, line: number): LogRow | null {
  const counts = { ...noCounters };
  const values: LogValue[] = [];
  const take = (name: string, value: unknown): void => {
    const number = numberIn(value);
    if (number === null) return;
    const counter = counterOf(name);
    if (counter && Number.isFinite(number)) counts[counter] ??= number;
    else {
      const found = logValue(name, number);
      if (found) values.push(found);
    }
  };
  for (const [name, value] of Object.entries(object)) {
    if (isObject(value)) for (const [inner, each] of Object.entries(value)) take(`${name} ${inner}`, each);
    else take(name, value);
  }
  return values.length > 0 ? { ...counts, line, values } : null;
}

/** @file Rows of cells below a header that names the columns. */
import { type Counter, counterOf, meaningOf } from "../names.ts";
import { asShare, digitIn, parseNumber } from "../numbers.ts";
import { type LogRow, type LogValue, logValue, noCounters } from "../row.ts";

interface Column {
  readonly index: number;
  readonly name: string;
}

/** What the columns of a header hold. */
export interface Header {
  readonly width: number;
  readonly counters: readonly (Column & { readonly counter: Counter })[];
  readonly values: readonly Column[];
}

/** A header has at least two names, one of them understood, and no numbers; else null. */
export function headerOf(cells: readonly string[]): Header | null {
  if (cells.length < 2 || cells.length > 2000) return null;
  const names = cells.map((name, index) => ({ index, name: name.trim() }));
  if (names.some(({ name }) => parseNumber(name) !== null)) return null;
  const counters = names.flatMap((column) => {
    const counter = counterOf(column.name);
    return counter ? [{ ...column, counter }] : [];
  });
  const counting = new Set(counters.map(({ index }) => index));
  const values = names.filter(({ index, name }) => !counting.has(index) && meaningOf(name) !== null);
  return values.length > 0 ? { width: cells.length, counters, values } : null;
}

/** "1/3" counts as 1, "97.5%" as 0.975. */
function cellNumber(cell: string): number | null {
  const text = cell.trim();
  const value = parseNumber(text);
  if (value !== null) return value;
  if (text.endsWith("%")) {
    const share = parseNumber(text.slice(0, -1));
    return share === null ? null : asShare(share);
  }
  return /^\d{1,9}\/\d{1,9}$/.test(text) ? Number(text.split("/")[0]) : null;
}

function digitOf(cell: string): number {
  const text = cell.trim();
  return text.endsWith("%") ? asShare(digitIn(text.slice(0, -1))) : digitIn(text);
}

/** The row of these cells; null where none of the understood columns holds a number. */
export function rowOf({ counters, values }: Header, cells: readonly string[], line: number): LogRow | null {
  const found: LogValue[] = [];
  for (const { index, name } of values) {
    const value = index < cells.length ? cellNumber(cells[index]!) : null;
    const meant = value === null ? null : logValue(name, value, null, digitOf(cells[index]!));
    if (meant) found.push(meant);
  }
  if (found.length === 0) return null;
  const counts = { ...noCounters };
  for (const { index, counter } of counters) {
    const value = index < cells.length ? cellNumber(cells[index]!) : null;
    if (value !== null && Number.isFinite(value)) counts[counter] ??= value;
  }
  return { ...counts, line, values: found };
}

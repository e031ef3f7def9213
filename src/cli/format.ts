/** @file Numbers as people read them. */
import type { ModelCard } from "../predict/card.ts";

/** 575,050. */
export const whole = (x: number): string => Math.round(x).toLocaleString("en-US");

/** Four decimals, or three digits where those would be lost. */
export function cost(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  const size = Math.abs(x);
  return size !== 0 && (size < 0.001 || size >= 1e6) ? x.toExponential(2) : x.toFixed(4);
}

/** 0.979 is "97.9%". */
export const percent = (share: number, decimals = 1): string => `${(100 * share).toFixed(decimals)}%`;

export const seconds = (s: number): string =>
  s < 10 ? `${s.toFixed(1)} s` : s < 120 ? `${Math.round(s)} s` : clock(s);

/** 75 seconds are "1:15". */
export function clock(s: number): string {
  const total = Math.max(0, Math.round(s));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (x: number): string => String(x).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const count = (n: number, one: string, many = `${one}s`): string => `${whole(n)} ${n === 1 ? one : many}`;

/** A metric's value: shares as percentages. */
export const metric = (name: string, value: number, decimals = 1): string =>
  name === "accuracy" ? percent(value, decimals) : cost(value);

/** What a model says of a class: a probability as a percentage, a score as the number that it is. */
export const belief = (value: number, output: ModelCard["output"]): string =>
  output === "probabilities" ? percent(value) : cost(value);

/** Rows of label and text, the texts aligned; further lines of a text are indented. */
export function aligned(rows: readonly (readonly [string, string])[], indent = "  "): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  const hanging = `\n${indent}${" ".repeat(width + 2)}`;
  return rows.map(([label, text]) => `${indent}${label.padEnd(width)}  ${text.replaceAll("\n", hanging)}`);
}

/** The text in lines of at most `width` characters, broken at spaces. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

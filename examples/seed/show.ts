/** @file How the example prints: costs as the author's program did, source lines with a caret, text in paragraphs. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { cwd, stdout } from "node:process";
import type { Site } from "evenkeel";

const width = 80;
const indent = "  ";

export const say = (text = ""): void => void stdout.write(`${text}\n`);

export const heading = (text: string): void => say(`\n${text}\n`);

/** Words filled into lines. */
export function paragraph(text: string): void {
  let line = indent;
  for (const word of text.trim().split(/\s+/)) {
    if (line.trim() !== "" && line.length + word.length >= width) {
      say(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  say(line.trimEnd());
}

/** As NumPy prints an array of one float64. */
export const numpyArray = (value: number): string =>
  `[${Number.isFinite(value) ? Number(value.toFixed(8)) : String(value).toLowerCase().replace("infinity", "inf")}]`;

/** Columns padded to their widest cell. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column]!));
    say(`${indent}${cells.join("  ").trimEnd()}`);
  }
}

/** Columns of costs, each line as the author's program printed it. */
export function costTable(titles: readonly string[], columns: readonly (readonly number[])[]): void {
  const lines = columns[0]!.map((_, epoch) => [
    `cost after epoch ${epoch} : `,
    ...columns.map((costs) => numpyArray(costs[epoch]!)),
  ]);
  table([["", ...titles], ...lines]);
}

export const place = ({ file, line }: Site): string => `${relative(cwd(), file)}:${line}`;

/** The source line, with a caret under the column. */
export function sourceLine({ file, line, column }: Site): void {
  const text = readFileSync(file, "utf8").split("\n")[line - 1]!;
  const number = String(line);
  say(`${indent}${indent}${number} | ${text}`);
  say(`${indent}${indent}${" ".repeat(number.length)} | ${" ".repeat(column - 1)}^`);
}

/** With so many significant digits at most. */
export const short = (value: number, digits = 3): string => String(Number(value.toPrecision(digits)));

export const percent = (share: number | undefined): string => `${((share ?? Number.NaN) * 100).toFixed(1)}%`;

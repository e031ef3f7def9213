/** @file The result of a gradient check as one line a parameter. */
import type { GradcheckResult, ParameterCheck } from "../../doctor/gradcheck/result.ts";
import type { Channel } from "../channel.ts";

/** 1.2e-16, 0.95, 11.3. */
export function shortNumber(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "–" : String(x);
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return x.toExponential(digits - 2);
  return String(Number(x.toPrecision(digits)));
}

const heads = ["parameter", "layer", "deviation", "cosine", "factor", ""] as const;

function cells({ name, layer, layers, deviation, cosine, factor, right }: ParameterCheck): string[] {
  const place = layer === 0 ? "–" : `${layer} of ${layers}`;
  const angle = Number.isFinite(cosine) ? cosine.toFixed(3) : "–";
  return [name, place, shortNumber(deviation), angle, shortNumber(factor, 4), right ? "right" : "wrong"];
}

/** Columns of numbers end at one place; a long name is cut where the line would not fit. */
export function parameterTable({ parameters }: GradcheckResult, channel: Channel): string {
  const rows = parameters.map(cells);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]!.length)));
  const others = widths.slice(1).reduce((sum, width) => sum + width + 2, 2);
  widths[0] = Math.min(widths[0]!, Math.max(12, channel.columns() - others));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 || i === 5 ? cut(cell, widths[i]!).padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  ")
      .trimEnd();
  const painted = rows.map((row) => {
    const text = `  ${line(row)}`;
    const verdict = row[5]!;
    return `${text.slice(0, -verdict.length)}${channel.paint(verdict === "right" ? "green" : "red", verdict)}`;
  });
  return [channel.paint("dim", `  ${line(heads)}`), ...painted].map((text) => `${text}\n`).join("");
}

/** The end of a name tells more than its beginning. */
const cut = (name: string, width: number): string => (name.length > width ? `…${name.slice(1 - width)}` : name);

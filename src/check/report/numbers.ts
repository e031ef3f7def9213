/** @file Numbers of the checker as people read them: short, and never rounded across a limit. */
import type { Range } from "../../graph/op.ts";

/** Six digits; "Infinity" and "NaN" as they are. */
export function number(x: number): string {
  if (!Number.isFinite(x) || Number.isInteger(x) === Math.abs(x) < 1e7) return short(x);
  return short(Number(x.toPrecision(6)));
}

const short = (x: number): string =>
  Number.isFinite(x) && x !== 0 && (Math.abs(x) >= 1e7 || Math.abs(x) < 1e-4)
    ? x.toExponential(trimmedDigits(x)).replace("e+", "e")
    : String(x);

/** Digits after the point, without zeros at the end; four at most. */
function trimmedDigits(x: number): number {
  const digits = x
    .toExponential(4)
    .split("e")[0]!
    .replace(/^-?\d\.?/, "")
    .replace(/0+$/, "");
  return digits.length;
}

export const interval = ({ lo, hi, nan }: Range): string => `[${number(lo)}, ${number(hi)}]${nan ? " or NaN" : ""}`;

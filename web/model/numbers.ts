/** @file Numbers, steps and times as the page words them. */

/** Four digits: "2.303", "1.2e-7", "103,400". */
export function shown(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1).replace("e+", "e").replace(".0e", "e");
  if (size >= 10_000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}

/** Three digits, where many numbers stand in a line. */
export const brief = (value: number): string =>
  Number.isFinite(value) ? shown(Number(value.toPrecision(3))) : shown(value);

export const percent = (share: number): string => {
  const value = 100 * share;
  const digits = value > 0 && value < 100 && (value < 1 || value > 99) ? 2 : 1;
  return `${Number(value.toFixed(digits))}%`;
};

export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

export const duration = (seconds: number): string => {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
};

/** "a", "a and b", "a, b and c". */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

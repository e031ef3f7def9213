/** @file Numbers in all the spellings that logs have, and how finely they are printed. */

/**
 * 2.3, -1e-05, .5, 12,000, nan, -NaN, nan(ind), inf, -Infinity, 1.#QNAN, 1.#INF. Every repetition is bounded, so that a
 * search takes time linear in the text.
 */
export const numberSource: string = [
  "[-+−]?(?:",
  "1\\.#(?:qnan|snan|inf|ind)\\w{0,2}|",
  "\\d{1,3}(?:,\\d{3}){1,6}(?![\\d,])(?:\\.\\d{1,40})?|",
  "(?:\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40})(?:e[-+]?\\d{1,4})?|",
  "nan(?:\\(\\w{0,8}\\))?|inf(?:inity)?|∞",
  ")(?![A-Za-z0-9_]|\\.\\d)",
].join("");

const whole = new RegExp(`^(?:${numberSource})$`, "i");

/** The number that the text is; null where it is none. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > 60 || !whole.test(trimmed)) return null;
  return numberOf(trimmed);
}

/** Of a text that matches numberSource. */
export function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  if (/n(?:an|d)/i.test(text)) return Number.NaN;
  const negative = /^[-−]/.test(text);
  if (/inf|∞/i.test(text)) return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text.replace("−", "-").replaceAll(",", ""));
}

/** 97.6 is 0.976, without the digits that a division by 100 would add. */
export const asShare = (percentage: number): number => Number((percentage / 100).toPrecision(15));

/** The unit of the last printed digit: 1e-8 for 2.30265079; the finest of the numbers. */
export function resolution(values: readonly number[]): number {
  let decimals = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const [digits = "", exponent = "0"] = String(value).split("e");
    decimals = Math.max(decimals, (digits.split(".")[1]?.length ?? 0) - Number(exponent));
  }
  return 10 ** -decimals;
}

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

/** The unit of the last digit of a number as it is printed: 1e-4 for 0.2500; 1 where it is not finite. */
export function digitIn(text: string): number {
  if (!/\d/.test(text)) return 1;
  const [digits = "", exponent = "0"] = text.toLowerCase().split("e");
  const decimals = (digits.split(".")[1]?.length ?? 0) - Number(exponent);
  return Number.isFinite(decimals) ? 10 ** -decimals : 1;
}

/** @file Numbers as the explanation of a log writes them. */

/** With so many significant digits: 0.002303, 3.19e-6, 29.11. */
export function shown(x: number, digits = 4): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "Infinity" : "−Infinity";
  const rounded = Number(x.toPrecision(digits));
  const size = Math.abs(rounded);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e7) ? rounded.toExponential().replace("e+", "e") : String(rounded);
  return text.replace("-", "−").replace("e−", "e-");
}

/** With its sign: +6.9e-5. */
export const signed = (x: number, digits = 2): string => (x < 0 ? shown(x, digits) : `+${shown(x, digits)}`);

/** As a log prints it: no one prints more digits by intent. */
export const printed = (x: number): string => shown(x, 9);

export const percent = (share: number, digits = 3): string => `${Number((100 * share).toPrecision(digits))}%`;

export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;

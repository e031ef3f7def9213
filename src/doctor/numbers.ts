/** @file Numbers as facts show them. */

/** Four digits: 0.01, 1.234, 12,340, 3.119e9. */
export function shown(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return x.toPrecision(4).replace(/\.?0*e\+?/, "e");
  return Number(x.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 20 });
}

/** Three digits: 0.979 is "97.9%". */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

/** @file How much faster one curve falls than another through the same costs. */
import { blocksFrom, type Curve, median } from "./curve.ts";

export interface Pace {
  /** Time of the first curve ÷ time of the second, to the same cost. */
  readonly ratio: number;
  /** Relative deviation of the ratios at several costs. */
  readonly spread: number;
  readonly levels: number;
}

const levels = 5;
/** Ratios that differ more belong to curves of different shape. */
const alike = 0.25;

/** null where the curves do not pass through the same costs, or not in the same manner. */
export function paceOf(a: Curve, b: Curve): Pace | null {
  const [first, second] = [a, b].map((curve) => blocksFrom(curve, 0));
  if (!first || !second || first.length < 5 || second.length < 5) return null;
  const lowest = (blocks: typeof first): number =>
    blocks.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY);
  const top = Math.min(first[0]!.y, second[0]!.y);
  const bottom = Math.max(lowest(first), lowest(second));
  if (!(top > bottom) || top - bottom < 0.1 * Math.abs(top)) return null;
  const ratios: number[] = [];
  for (let i = 1; i <= levels; i++) {
    const level = top - ((top - bottom) * i) / (levels + 1);
    const [s, t] = [reaches(first, level), reaches(second, level)];
    if (s !== null && t !== null && s > 0 && t > 0) ratios.push(s / t);
  }
  if (ratios.length < 3) return null;
  const ratio = median(ratios);
  const spread = median(ratios.map((each) => Math.abs(each / ratio - 1)));
  return spread <= alike ? { ratio, spread, levels: ratios.length } : null;
}

/** Time from the first value until the curve is first at the level. */
function reaches(blocks: readonly { readonly x: number; readonly y: number }[], level: number): number | null {
  const i = blocks.findIndex(({ y }) => y <= level);
  if (i < 1) return null;
  const [p, q] = [blocks[i - 1]!, blocks[i]!];
  return p.x + ((p.y - level) / (p.y - q.y)) * (q.x - p.x) - blocks[0]!.x;
}

/** @file Since when a cost hardly moves, at which level, and whether that is the level of an answer without opinion. */
import { type KnownLevel, knownLevels } from "../1-evidence/levels.ts";
import { blocksFrom, type Curve, digitOf, noiseOf } from "./curve.ts";
import { fitLine } from "./fits.ts";

export interface Plateau {
  /** Index in the curve of its first value. */
  readonly since: number;
  /** Finite values on it. */
  readonly values: readonly number[];
  /** Mean. */
  readonly level: number;
  /** Change over the plateau along a straight line. */
  readonly rise: number;
  /** Deviation from value to value. */
  readonly noise: number;
  /** Standard error of the level. */
  readonly error: number;
  readonly known: MatchedLevel | null;
}

interface MatchedLevel {
  readonly level: KnownLevel;
  /** Of a softmax answer of 1/C: C. */
  readonly classes: number | null;
  /** Measured − known. */
  readonly difference: number;
  /** How probable it is that a level picked at random lies this close to some known one. */
  readonly coincidence: number;
}

/** A change of 2% of the level over the whole plateau is none that a person would wait for. */
const hardly = 0.02;
/** Noise may hide a larger change, but one of 6% is seen by eye. */
const atMost = 0.06;
/** Fewer values may agree by chance. */
const fewest = 4;
/** A plateau is at least this share of the run. */
const smallestShare = 0.2;

/** The longest flat end of the curve; null where it still moves. */
export function findPlateau(curve: Curve): Plateau | null {
  const last = curve.finite.at(-1);
  if (last !== curve.y.length - 1) return null;
  const broken = curve.y.findLastIndex((value) => !Number.isFinite(value));
  const blocks = blocksFrom(curve, broken + 1);
  const shortest = Math.max(fewest, Math.ceil(smallestShare * Math.min(curve.y.length, 1000)));
  for (let k = 0; k <= blocks.length - shortest; k++) {
    const tail = blocks.slice(k);
    const y = tail.map((block) => block.y);
    const noise = noiseOf(y);
    const line = fitLine(
      tail.map(({ x }) => x),
      y,
    );
    const level = y.reduce((sum, value) => sum + value, 0) / y.length;
    const rise = line.slope * (tail.at(-1)!.x - tail[0]!.x);
    // A straight line through n noisy values is sure of its rise to √12/n · noise.
    const unsure = 3 * noise * Math.sqrt(12 / y.length);
    const flat = Math.abs(rise) <= Math.min(hardly * Math.abs(level) + unsure, atMost * Math.abs(level));
    const outlier = Math.abs(y[0]! - level) > hardly * Math.abs(level) + 4 * noise;
    if (!flat || outlier) continue;
    const since = tail[0]!.first;
    const values = curve.finite.filter((i) => i >= since).map((i) => curve.y[i]!);
    const error = noise / Math.sqrt(y.length);
    return {
      since,
      values,
      level,
      rise,
      noise,
      error,
      known: matchLevel(lastHalf(y), Math.hypot(error * Math.SQRT2, digitOf(curve, since) / 2)),
    };
  }
  return null;
}

/** A match that one number in four has by chance is none; of costs added up over outputs, which few programs print, one in 20. */
const meaningless = 0.25;
const meaninglessSum = 0.05;

/** A plateau may sink into its level for a while. */
function lastHalf(y: readonly number[]): number {
  const half = y.slice(Math.floor(y.length / 2));
  return half.reduce((sum, value) => sum + value, 0) / half.length;
}

const candidates: readonly KnownLevel[] = [...knownLevels({ loss: null, targets: null, summedOver: 1 })].sort(
  (a, b) => a.value - b.value,
);

/** Steps move an output bias about, so that a model that learns nothing may lie 2% above its level. */
const above = 0.02;
/** Shares of classes that differ by a tenth, as MNIST's do, put the best constant answer 0.06% below ln C. */
const below = 0.001;
/** Of the distance to the neighbouring levels: beyond it a match says nothing. */
const clear = 0.1;

/** The level of the number alone. */
function matchLevel(value: number, error: number): MatchedLevel | null {
  let best: MatchedLevel | null = null;
  for (const [i, level] of candidates.entries()) {
    const difference = value - level.value;
    const [previous, next] = [candidates[i - 1], candidates[i + 1]];
    const room = ((next?.value ?? level.value * 1.5) - (previous?.value ?? level.value / 2)) / 2;
    const allowed = 3 * error + level.value * (difference > 0 ? above : below);
    if (Math.abs(difference) > Math.min(allowed, clear * room + 3 * error)) continue;
    if (best && Math.abs(difference) >= Math.abs(best.difference)) continue;
    const classes = /^ln (\d+)$/.exec(level.name)?.[1];
    const coincidence = (2 * Math.max(Math.abs(difference), error)) / room;
    if (coincidence > (level.name.endsWith(" × ln 2") ? meaninglessSum : meaningless)) continue;
    best = { level, classes: classes ? Number(classes) : null, difference, coincidence };
  }
  return best;
}

/** @file The box of a trainable weight: about its first values, wide enough for training to move in. */
import type { InitSpec } from "../experiment/types.ts";
import type { Range } from "../graph/op.ts";

/** Values that all start alike, such as biases, may go so far. */
const constantReach = 10;

/** Of a normal distribution, the ends are so many standard deviations from its mean. */
const normalEnds = 4;

/** The ends moved out by one span on each side. */
const widened = (lo: number, hi: number): Range => ({ lo: lo - (hi - lo), hi: hi + (hi - lo), nan: false });

/** About first values from lo to hi. */
export const aboutValues = (lo: number, hi: number): Range =>
  lo === hi ? { lo: lo - constantReach, hi: hi + constantReach, nan: false } : widened(lo, hi);

/** About a distribution: its ends, or ±4σ where it has none; `variance` is null where it has no randomness. */
export function aboutDistribution(init: InitSpec, variance: number | null, first: { lo: number; hi: number }): Range {
  if (variance === null) return aboutValues(first.lo, first.hi);
  const sigma = Math.sqrt(variance);
  if (init.name.endsWith("uniform")) return widened(-sigma * Math.sqrt(3), sigma * Math.sqrt(3));
  const mean = init.name === "normal" ? init.mean : 0;
  return widened(mean - normalEnds * sigma, mean + normalEnds * sigma);
}

export const weightsStated: string = `weights: the ends of their first values (±${normalEnds}σ of a normal distribution), moved out by one span on each side; what starts at one number, such as a bias, ±${constantReach}`;

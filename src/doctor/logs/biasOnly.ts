/** @file Whether a plateau creeps as the cost of a model does of which only the output bias learns, and at which rate. */
import { biasOnlySlope } from "../1-evidence/levels.ts";
import { type Curve, digitOf } from "./curve.ts";
import { fitGeometric, type Geometric, lineAt } from "./fits.ts";
import type { Plateau } from "./plateau.ts";

export interface BiasOnly {
  readonly fit: Geometric;
  readonly values: readonly number[];
  /** Unit of the last printed digit. */
  readonly digit: number;
  /** Epochs or steps between two values. */
  readonly stride: number;
  readonly classes: number;
  /** Effective learning rate for each unit of x: η = C (1 − √ratio). */
  readonly rate: number;
  readonly lowestRate: number;
  readonly highestRate: number;
  /** The nearest of 1, 2, 3, 5 · 10ᵏ that fits. */
  readonly round: RoundRate | null;
  /** Fall at the middle of the plateau: as printed, and as the formula has it. */
  readonly fall: number;
  readonly predictedFall: number;
  readonly excess: number;
  readonly middle: number;
}

interface RoundRate {
  readonly rate: number;
  /** Largest of all values, with the best floor and height for this rate. */
  readonly residual: number;
  /** At the middle of the plateau. */
  readonly fall: number;
}

/** More values than this are not printed by hand, and one curve through all of them takes long. */
const mostValues = 2000;

/** η of (1 − η/C)² = ratio over a stride. */
export const rateOf = (ratio: number, classes: number, stride: number): number =>
  classes * (1 - Math.sqrt(ratio ** (1 / stride)));

/** Of (1 − η/C)² for each unit of x. */
const ratioOf = (rate: number, classes: number, stride: number): number => (1 - rate / classes) ** (2 * stride);

/**
 * How far the formula may be off where shares differ from 1/C: along single classes the curvature is p (1 − p), for
 * MNIST's shares of 9.0% to 11.2% and a few epochs 3% from that of equal shares on the whole.
 */
const unequalShares = 0.03;

function roundRate(
  y: readonly number[],
  [lo, hi]: readonly [number, number],
  classes: number,
  stride: number,
): BiasOnly["round"] {
  const middle = Math.sqrt(lo * hi);
  const decade = 10 ** Math.floor(Math.log10(middle));
  const near = [1, 2, 3, 5, 10]
    .map((mantissa) => Number((mantissa * decade).toPrecision(1)))
    .filter((rate) => rate >= lo * (1 - unequalShares) && rate <= hi * (1 + unequalShares))
    .sort((a, b) => Math.abs(Math.log(a / middle)) - Math.abs(Math.log(b / middle)));
  const rate = near[0];
  if (rate === undefined) return null;
  const ratio = ratioOf(rate, classes, stride);
  const line = lineAt(y, ratio);
  const fall = line.slope * ratio ** middleOf(y) * (1 - ratio);
  return { rate, residual: line.largestResidual, fall };
}

const middleOf = (values: readonly number[]): number => Math.floor((values.length - 1) / 2);

/** null where the plateau is not the cost of 1/C, is too noisy to have a slope, or is bent otherwise. */
export function biasOnlyOf(curve: Curve, plateau: Plateau): BiasOnly | null {
  const classes = plateau.known?.classes ?? null;
  const x = curve.x.slice(plateau.since);
  const stride = x[1]! - x[0]!;
  if (!classes || x.length > mostValues || x.some((each, i) => i > 0 && Math.abs(each - x[i - 1]! - stride) > 1e-6)) {
    return null;
  }
  const { values } = plateau;
  const digit = digitOf(curve, plateau.since);
  const change = Math.abs(values[0]! - values.at(-1)!);
  const fit = fitGeometric(values, digit);
  // A change of a few printed digits has no measurable bend, and a residual of 2% of the change is another curve.
  if (!fit || change < 20 * digit || fit.largestResidual > Math.max(1.5 * digit, 0.02 * change)) return null;
  if (fit.height <= 0) return null;
  const rate = rateOf(fit.ratio, classes, stride);
  const [lowestRate, highestRate] = [fit.highest, fit.lowest].map((ratio) => rateOf(ratio, classes, stride)) as [
    number,
    number,
  ];
  const middle = middleOf(values);
  const excess = values[middle]! - fit.floor;
  return {
    fit,
    values,
    digit,
    stride,
    classes,
    rate,
    lowestRate,
    highestRate,
    round: roundRate(values, [lowestRate, highestRate], classes, stride),
    fall: values[middle]! - values[middle + 1]!,
    predictedFall: stride === 1 ? -biasOnlySlope(rate, 1 / classes, excess) : excess * (1 - fit.ratio),
    excess,
    middle: plateau.since + middle,
  };
}

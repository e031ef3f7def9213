/** @file The cost grows by a factor again and again: how far the learning rate is above what is stable. */
import { type Curve, placesOf } from "../curve.ts";
import { fitLine } from "../fits.ts";
import { printed, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";
import { perUnit } from "./_units.ts";

/** Growth below this is no divergence, and fewer values show no rate. */
const least = 10;
const fewest = 3;
/** Of ln(growth): a rise along a straight line leaves less than a uniform scatter, which is 1/√12 = 0.29 of its range. */
const scatter = 0.2;

/** From the lowest value before the peak to the peak. */
function growingPart({ y, finite }: Curve): readonly number[] {
  let peak = finite[0]!;
  for (const i of finite) if (y[i]! > y[peak]!) peak = i;
  let lowest = finite[0]!;
  for (const i of finite) if (i <= peak && y[i]! < y[lowest]!) lowest = i;
  return finite.filter((i) => i >= lowest && i <= peak);
}

export const divergence: StatementRule = {
  id: "divergence",
  look({ cost, run }) {
    if (!cost || cost.finite.length < fewest) return null;
    const part = growingPart(cost);
    const [first, last] = [part[0]!, part.at(-1)!];
    const [from, to] = [cost.y[first]!, cost.y[last]!];
    if (part.length < fewest || !(from > 0) || to < least * from) return null;
    const line = fitLine(
      part.map((i) => cost.x[i]!),
      part.map((i) => Math.log(cost.y[i]!)),
    );
    const total = Math.log(to / from);
    const along = line.slope * (cost.x[last]! - cost.x[first]!);
    if (line.deviation > scatter * total || along < total / 2) return null;
    const perX = Math.exp(line.slope);
    const updates = cost.unit === "step" ? 1 : cost.unit === "epoch" ? run.stepsPerEpoch : null;
    const growth = updates ? perX ** (1 / updates) : perX;
    const [squared, logarithmic] = [1 + Math.sqrt(growth), 1 + growth];
    const each = updates ? "an update" : perUnit(cost);
    const unknown = updates
      ? []
      : [
          `this takes one update ${perUnit(cost)}; with k updates the factor of each is the k-th root of ${shown(growth, 3)}`,
        ];
    return {
      certainty: "likely",
      headline: `The cost grows ${shown(growth, 3)}-fold ${each}: the learning rate is above what is stable.`,
      arithmetic: [
        `${placesOf(cost, first, last)}: ${printed(from)} to ${printed(to)}, ln cost rises by ${shown(line.slope, 3)} ${perUnit(cost)}, e^${shown(line.slope, 3)} = ${shown(perX, 4)}`,
        `an update multiplies the error along curvature λ by 1 − ηλ, a squared error by (1 − ηλ)²: ${shown(growth, 3)} = (1 − ηλ)² gives ηλ = 1 + √${shown(growth, 3)} = ${shown(squared, 3)}; stable is below 2, so the rate must be below ${shown(2 / squared, 2)} of this one`,
        `a cost that grows in proportion to the logits (cross-entropy) gives ηλ = 1 + ${shown(growth, 3)} = ${shown(logarithmic, 3)}, and ${shown(2 / logarithmic, 2)} of this rate`,
        ...unknown,
      ],
      numbers: { growth, etaLambdaSquared: squared, etaLambdaLinear: logarithmic, rateFactor: 2 / squared },
    };
  },
};

/** @file The plateau creeps exactly as the cost of a model does of which only the output bias learns. */
import type { BiasOnly } from "../biasOnly.ts";
import { type Curve, placeOf } from "../curve.ts";
import { percent, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";
import { perStride, perUnit } from "./_units.ts";

export const biasOnly: StatementRule = {
  id: "bias-only",
  look({ cost, biasOnly: found, statedRate }) {
    if (!cost || !found) return null;
    const { fit, classes: c, rate, digit, stride } = found;
    const ratio = Number(fit.ratio.toPrecision(6));
    const times = stride === 1 ? "" : `, ${stride} ${cost.unit}s`;
    // KL(p ‖ 1/C) ≈ C/2 · Σ (p − 1/C)².
    const imbalance = Math.log(c) - fit.floor > 0 ? Math.sqrt((2 * (Math.log(c) - fit.floor)) / c / c) : null;
    return {
      certainty: "nearly",
      headline: `Only the output bias still learns, at an effective learning rate of about ${shown(found.round?.rate ?? rate, 2)} ${perUnit(cost)}.`,
      arithmetic: [
        `formula: with a bias b alone, p = softmax(b) and ∂cost/∂b = p − s, s the shares of the classes; near equal shares the curvature is 1/${c}, so each update leaves (1 − η/${c})² of what the cost is above its floor`,
        `measured: each fall is ${ratio} of the one before (${found.values.length} values${times}), so η = ${c} (1 − √${ratio}) = ${shown(rate, 3)}${range(found)}`,
        `check at ${placeOf(cost, found.middle)}: η/${c} · (2 − η/${c}) · ${shown(found.excess, 4)} above the floor = ${shown(found.predictedFall, 3)} ${perStride(cost, stride)}; printed: ${shown(found.fall, 3)}`,
        ...asRound(found, cost),
        `residual: at most ${shown(fit.largestResidual, 2)} in ${found.values.length} values; the print rounds by ${shown(digit / 2, 1)}`,
        `floor: ${shown(fit.floor, 5)}, the entropy of the labels${imbalance === null ? "" : `, if their shares differ from 1/${c} by about ${percent(imbalance, 2)}`}; never 0`,
        ...rateAgainst(statedRate, rate, cost.unit),
      ],
      numbers: {
        rate,
        lowestRate: found.lowestRate,
        highestRate: found.highestRate,
        ratio: fit.ratio,
        floor: fit.floor,
        fall: found.fall,
        predictedFall: found.predictedFall,
        residual: fit.largestResidual,
      },
    };
  },
};

function range({ lowestRate, highestRate }: BiasOnly): string {
  const [low, high] = [shown(lowestRate, 3), shown(highestRate, 3)];
  return low === high ? "" : ` (${low} to ${high} fit within the rounding of the print)`;
}

/** What the nearest round rate gives. */
const asRound = ({ round, values, stride, middle }: BiasOnly, cost: Curve): string[] =>
  round
    ? [
        `a rate of ${shown(round.rate, 2)} ${perUnit(cost)} gives a fall of ${shown(round.fall, 3)} ${perStride(cost, stride)} at ${placeOf(cost, middle)}, residual at most ${shown(round.residual, 2)} over all ${values.length} values; the formula takes equal shares and is good to 3%`,
      ]
    : [];

function rateAgainst(stated: number | null, rate: number, unit: string): string[] {
  if (!stated) return [];
  const factor = rate / stated;
  const line = `stated rate: ${shown(stated)}; the bias moves ${shown(factor, 2)} times that ${unit === "value" ? "a value" : `a${unit === "epoch" ? "n" : ""} ${unit}`}`;
  if (factor < 1.5) return [line];
  const n = Math.round(factor);
  return [`${line}: ${n} updates (mini-batches) each, or a gradient ${n} times too large`];
}

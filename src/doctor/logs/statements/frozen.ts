/** @file Not a digit of the cost changes: nothing is learned at all. */
import { digitOf, placesOf } from "../curve.ts";
import type { LogRun } from "../runs.ts";
import { counted, printed, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

const fewest = 3;
/** So many equal values are no news where their last digit is more than 1e-5 of them: real changes are smaller. */
const manyCoarse = 10;
const coarse = 1e-5;

export const frozen: StatementRule = {
  id: "frozen",
  look({ run, cost, plateau }) {
    if (!cost || cost.finite.length < cost.y.length) return null;
    const since = cost.y.findLastIndex((value) => value !== cost.y.at(-1)) + 1;
    const same = cost.y.length - since;
    if (same < fewest || same < 0.2 * cost.y.length) return null;
    const value = cost.y.at(-1)!;
    if (same < manyCoarse && digitOf(cost, since) > coarse * Math.abs(value)) return null;
    if (othersMove(run, cost.lines[since]!)) return null;
    // A finished run may print 0.0 for long.
    if (value === 0 && since > 0) return null;
    return {
      certainty: "certain",
      headline: `Not one printed digit of the cost changes over ${placesOf(cost, since, cost.y.length - 1)}: the weights do not move, or moving them changes nothing.`,
      arithmetic: [
        `${counted(same, "value")} of ${printed(value)}, printed to ${shown(digitOf(cost, since), 1)}`,
        plateau?.known
          ? `the level is ${plateau.known.level.name}, that of ${plateau.known.level.meaning}: saturated or dead units pass no gradient`
          : "the updates are not applied, their learning rate is 0 or far too small, or no gradient comes through (dead or saturated units)",
      ],
      numbers: { value, count: same },
    };
  },
};

/** Whether an accuracy or another cost, measured from that line on, changes: then the weights move. */
const othersMove = ({ series }: LogRun, line: number): boolean =>
  series
    .filter(({ kind }) => kind === "accuracy" || kind === "cost")
    .some(({ values, lines }) => new Set(values.filter((_, i) => lines[i]! >= line)).size > 1);

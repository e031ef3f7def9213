/** @file The cost stopped falling at a level that is not that of a known constant answer. */
import { placeOf } from "../curve.ts";
import { percent, printed, shown, signed } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

/** The share p whose entropy −p ln p − (1 − p) ln(1 − p) is the level. */
function shareOfEntropy(level: number): number {
  let [lo, hi] = [0, 0.5];
  for (let i = 0; i < 60; i++) {
    const p = (lo + hi) / 2;
    if (-p * Math.log(p) - (1 - p) * Math.log(1 - p) < level) lo = p;
    else hi = p;
  }
  return (lo + hi) / 2;
}

export const plateau: StatementRule = {
  id: "plateau",
  look({ cost, plateau: found }) {
    if (!cost || !found || found.known || found.level <= 0) return null;
    const { since, level, rise, noise, values } = found;
    const first = cost.y[cost.finite[0]!]!;
    const fallen = 1 - level / first;
    const learned = first > 0 && fallen > 0.5;
    const end = cost.y.length - 1;
    const entropy =
      level < Math.LN2
        ? [
            `if it is a cross-entropy of yes or no: always answering the shares costs as much where ${percent(shareOfEntropy(level), 3)} of the labels are the rarer answer`,
          ]
        : [];
    return {
      certainty: "certain",
      headline: learned
        ? `The cost fell by ${percent(fallen, 3)} and hardly moves since ${placeOf(cost, since)}, at ${shown(level)}.`
        : `The cost hardly moves ${since === 0 ? "from the start" : `since ${placeOf(cost, since)}`}, at ${shown(level)}.`,
      arithmetic: [
        `${values.length} values, mean ${shown(level, 5)}, ${signed(rise)} along a straight line (${percent(Math.abs(rise) / level, 2)}), ${shown(noise, 2)} from value to value; first cost ${printed(first)}, last ${printed(cost.y[end]!)}`,
        `e^${shown(level, 3)} = ${shown(Math.exp(level), 3)}: as a cross-entropy, what choosing among ${shown(Math.exp(level), 3)} equally likely answers costs; it is no known level (ln C, 0.25, ln 2)`,
        ...(learned ? [] : entropy),
      ],
      numbers: { since: cost.x[since]!, level, rise, noise, fallen },
    };
  },
};

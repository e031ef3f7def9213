/** @file What the first cost says of the scale of inputs and initial weights. */
import { placeOf } from "../curve.ts";
import { printed, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

/** Above this many times ln C a fresh network would have to be sure and wrong; raw pixels give some hundred. */
const surelyLarge = 5;

export const firstCost: StatementRule = {
  id: "first-cost",
  look({ cost, plateau, jump, run }) {
    const first = cost?.y[0];
    const c = plateau?.known?.classes ?? run.settings.classes ?? null;
    if (!cost || !c || c < 2 || first === undefined || !Number.isFinite(first) || plateau?.since === 0) return null;
    const opinionless = Math.log(c);
    const assumption = `if it was measured before the updates had done much, and is a cross-entropy of ${c} classes`;
    if (first > surelyLarge * opinionless) {
      return {
        certainty: "likely",
        headline: `The first cost, ${shown(first)}, is far above ln ${c} = ${shown(opinionless)}: inputs or initial weights are too large.`,
        arithmetic: [
          `a fresh network has no opinion and costs about ln ${c}; ${shown(first)} is sure and wrong, with logits that differ by about ${shown(first, 2)}`,
          assumption,
        ],
        numbers: { cost: first, expected: opinionless },
      };
    }
    const excess = first - opinionless;
    if (!jump || excess < 0) return null;
    const spread = Math.sqrt((2 * excess) / (1 - 1 / c));
    return {
      certainty: "likely",
      headline: `The first cost, ${shown(first)}, is an ordinary start: raw pixels (0 to 255) with the usual initial weights would cost hundreds.`,
      arithmetic: [
        `${printed(first)} at ${placeOf(cost, 0)} = ln ${c} + ${shown(excess, 3)}; logits of deviation σ cost about ln ${c} + σ²/2 · (1 − 1/${c}), so σ ≈ ${shown(spread, 2)} (usual: 0.3 to 2)`,
        assumption,
      ],
      numbers: { cost: first, excess, logitDeviation: spread },
    };
  },
};

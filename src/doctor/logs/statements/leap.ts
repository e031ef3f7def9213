/** @file The cost leaps far above its first value. */
import { placeOf } from "../curve.ts";
import { printed, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

export const leap: StatementRule = {
  id: "leap",
  look({ cost, jump, plateau }) {
    if (!cost || !jump || jump.peak === null) return null;
    const { peak } = jump;
    const start = cost.finite[0]!;
    const [from, to] = [cost.y[start]!, cost.y[peak]!];
    const factor = to / from;
    if (!(factor >= 3)) return null;
    const classes = plateau?.known?.classes ?? null;
    const values = peak - start;
    return {
      certainty: "certain",
      headline: `The cost leaps from ${shown(from)} at ${placeOf(cost, start)} to ${shown(to)} at ${placeOf(cost, peak)}.`,
      arithmetic: [
        `${printed(to)} ÷ ${printed(from)} = ${shown(to / from, 3)} within ${values === 1 ? "one printed value" : `${values} printed values`}`,
        ...(classes && from < 2 * Math.log(classes)
          ? [
              `a cross-entropy of ${shown(to)} is a right class at e^−${shown(to, 3)} = ${shown(Math.exp(-to), 2)} of the probability, so its logit lies about ${shown(to, 2)} below the largest; a cost of ${shown(from, 3)} is a matter of about 1`,
            ]
          : []),
      ],
      numbers: { from, to, factor },
    };
  },
};

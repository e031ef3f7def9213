/** @file The cost goes up and down from one value to the next. */
import { noiseOf } from "../curve.ts";
import { percent, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

const fewest = 12;
/** A swing of less than this share of the cost is of no account. */
const least = 0.05;

export const oscillation: StatementRule = {
  id: "oscillation",
  look({ cost, jump }) {
    if (!cost || jump || cost.finite.length < fewest) return null;
    const half = cost.finite.slice(-Math.max(fewest, Math.ceil(cost.finite.length / 2)));
    const y = half.map((i) => cost.y[i]!);
    const n = y.length;
    let turns = 0;
    for (let i = 1; i < n - 1; i++) if ((y[i]! - y[i - 1]!) * (y[i + 1]! - y[i]!) < 0) turns++;
    const share = turns / (n - 2);
    // Of independent values 2/3 are turning points, with variance (16 n − 29) / 90 of their number.
    const deviation = Math.sqrt((16 * n - 29) / 90) / (n - 2);
    const level = y.reduce((sum, value) => sum + value, 0) / n;
    const swing = noiseOf(y) / Math.abs(level);
    const alternates = share > 2 / 3 + 3 * deviation;
    if (swing < least || !alternates) return null;
    return {
      certainty: "likely",
      headline: `The cost swings up and down by about ${percent(swing, 2)} from one value to the next: the learning rate is near the limit of what is stable.`,
      arithmetic: [
        `${turns} of ${n - 2} values are turning points (${percent(share, 3)}); of noise it would be 66.7% ± ${percent(deviation, 2)}`,
        "an update multiplies the error along curvature λ by 1 − ηλ: negative for ηλ between 1 and 2, so that it overshoots and comes back; a rate halved takes the swing away",
        `swing ${shown(noiseOf(y), 2)} at a cost of ${shown(level, 3)}`,
      ],
      numbers: { turningShare: share, expectedShare: 2 / 3, swing },
    };
  },
};

/** @file After a leap the cost is that of a constant output and nothing but the bias moves: the network is dead. */
import { placeOf } from "../curve.ts";
import { printed, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

/** Above this the level may as well be a coincidence. */
const rare = 0.02;

export const deadNetwork: StatementRule = {
  id: "dead-network",
  look({ cost, plateau, biasOnly, jump, atChance }) {
    if (!cost || !plateau?.known || !jump || plateau.since <= jump.after) return null;
    const { before, after, peak } = jump;
    const y = cost.y[after]!;
    const leap = [
      printed(cost.y[before]!),
      printed(y),
      ...(peak !== null && peak > after ? [printed(cost.y[peak]!)] : []),
    ];
    const { level } = plateau.known;
    const sharp = biasOnly
      ? `${biasOnly.values.length} costs keep to the curve of the bias alone within ${shown(biasOnly.fit.largestResidual, 1)}: weights that still moved would move the cost too, on other curves`
      : `the values scatter by ${shown(plateau.noise, 2)} about ${shown(plateau.level, 5)}`;
    return {
      certainty: biasOnly ? "nearly" : plateau.known.coincidence <= rare || atChance ? "likely" : "possible",
      headline: `The network is dead since ${placeOf(cost, plateau.since)}: no gradient reaches the weights, so none of them learns any more.`,
      arithmetic: [
        `before: ${leap.join(" → ")}; then ${printed(plateau.values[0]!)}, the cost of ${level.meaning}`,
        sharp,
        "a ReLU whose sum is negative for every example gives 0 and has slope 0: its weights get no gradient, and nothing wakes it; with a whole layer like that the output is its bias",
      ],
      numbers: { since: cost.x[plateau.since]!, leap: cost.x[after]! },
    };
  },
};

/** @file The cost stays at the level of an answer without opinion. */
import { placeOf, placesOf } from "../curve.ts";
import { printed, shown, signed } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

/** Where the log begins with the plateau, nothing else was ever answered. */
const sinceWhen = (since: number, place: string): string => (since === 0 ? "from the start" : `from ${place} on`);

/** Above this the level may as well be a coincidence. */
const rare = 0.02;

export const constantOutput: StatementRule = {
  id: "constant-output",
  look({ cost, plateau, biasOnly, atChance }) {
    if (!cost || !plateau?.known) return null;
    const { level, difference, coincidence, classes } = plateau.known;
    const [first, last] = [plateau.values[0]!, plateau.values.at(-1)!];
    const flat = `${placesOf(cost, plateau.since, cost.y.length - 1)}: ${printed(first)} to ${printed(last)}`;
    const value = classes ? `${level.name} = ${shown(level.value, 8)}` : `${level.name} = ${shown(level.value, 6)}`;
    const once =
      coincidence < 1 ? `; a level picked at random is as near to a known one once in ${oneIn(coincidence)}` : "";
    const ends =
      first === last
        ? `the level is ${value} ${signed(difference)}`
        : `the level is ${value}, first ${signed(first - level.value)}, at the end ${signed(last - level.value)}`;
    return {
      certainty: biasOnly ? "nearly" : coincidence <= rare || atChance ? "likely" : "possible",
      headline: `The output is a constant ${sinceWhen(plateau.since, placeOf(cost, plateau.since))}: the cost is that of answering ${level.meaning}.`,
      arithmetic: [
        flat,
        `${ends}${once}`,
        ...(atChance ? ["the accuracy is that of always naming one class, too"] : []),
        ...(classes
          ? [`−ln(1/${classes}) = ln ${classes}: each of ${classes} classes gets 1/${classes}, for every example`]
          : []),
      ],
      numbers: {
        since: cost.x[plateau.since]!,
        level: plateau.level,
        known: level.value,
        difference: first - level.value,
        ...(classes && { classes }),
      },
    };
  },
};

const oneIn = (probability: number): string => Math.round(1 / probability).toLocaleString("en-US");

/** @file The learning rate that the log prints, and whether the cost stopped because it became small. */
import { placeOf } from "../curve.ts";
import { shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

/** At a hundredth of its largest value little more is learned in any number of epochs that a person plans. */
const small = 0.01;

export const learningRate: StatementRule = {
  id: "learning-rate",
  look({ learningRate: rate, cost, plateau }) {
    if (!rate || rate.finite.length < 2) return null;
    const values = rate.finite.map((i) => rate.y[i]!);
    const largest = values.reduce((most, value) => Math.max(most, value));
    const [first, last] = [values[0]!, values.at(-1)!];
    if (values.every((value) => value === first)) return null;
    const low = rate.finite.find((i) => i > 0 && rate.y[i]! < small * largest) ?? null;
    const stopped =
      cost && plateau && low !== null && rate.unit === cost.unit && cost.x[plateau.since]! >= rate.x[low]!;
    return {
      certainty: stopped ? "likely" : "certain",
      headline: stopped
        ? `The cost stops at ${placeOf(cost, plateau.since)}, after the learning rate fell below a hundredth of its largest value at ${placeOf(rate, low!)}.`
        : `The learning rate goes from ${shown(first, 3)} to ${shown(last, 3)}.`,
      arithmetic: [`largest ${shown(largest, 3)}, at the end ${shown(last, 3)}: ${shown(last / largest, 2)} of it`],
      numbers: { first, last, largest },
    };
  },
};

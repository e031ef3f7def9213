/** @file The cost on examples that are not trained on turns while the training cost goes on falling. */
import { type Curve, noiseOf, placeOf } from "../curve.ts";
import { shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

const fewest = 4;
/** A rise by less than 2% is no turn. */
const least = 0.02;

/** The finite value nearest to an x. */
function valueAt(curve: Curve, x: number): number | null {
  let best: number | null = null;
  for (const i of curve.finite) {
    if (best === null || Math.abs(curve.x[i]! - x) < Math.abs(curve.x[best]! - x)) best = i;
  }
  return best === null ? null : curve.y[best]!;
}

export const overfitting: StatementRule = {
  id: "overfitting",
  look({ cost, validationCost: held }) {
    if (!cost || !held || held === cost || held.finite.length < fewest || held.unit !== cost.unit) return null;
    const lowest = held.finite.reduce((best, i) => (held.y[i]! < held.y[best]! ? i : best));
    const last = held.finite.at(-1)!;
    const [low, end] = [held.y[lowest]!, held.y[last]!];
    const noise = noiseOf(held.finite.map((i) => held.y[i]!));
    if (lowest === last || !(low > 0) || end - low < Math.max(least * low, noise)) return null;
    const [then, now] = [valueAt(cost, held.x[lowest]!), valueAt(cost, held.x[last]!)];
    if (then === null || now === null || now >= then) return null;
    return {
      certainty: "certain",
      headline: `Overfitting since ${placeOf(held, lowest)}: the validation cost rises while the training cost falls.`,
      arithmetic: [
        `${held.name}: lowest ${shown(low)} at ${placeOf(held, lowest)}, ${shown(end)} at ${placeOf(held, last)} (${shown(end / low, 3)} times)`,
        `${cost.name}: ${shown(then)} → ${shown(now)} over the same time; what is learned after ${placeOf(held, lowest)} holds for the training examples only`,
      ],
      numbers: { turn: held.x[lowest]!, lowest: low, last: end, trainingThen: then, trainingNow: now },
    };
  },
};

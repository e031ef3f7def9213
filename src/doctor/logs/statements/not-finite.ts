/** @file Costs that are NaN or infinite: when first, and what comes after. */
import { type Curve, placeOf } from "../curve.ts";
import { counted, printed } from "../words.ts";
import type { Statement, StatementRule } from "./_statement.ts";

export const notFinite: StatementRule = {
  id: "not-finite",
  look({ cost }) {
    if (!cost) return null;
    const first = cost.y.findIndex((value) => !Number.isFinite(value));
    if (first < 0) return null;
    const bad = cost.y.length - cost.finite.length;
    const back = cost.finite.find((i) => i > first) ?? null;
    const spelled = Number.isNaN(cost.y[first]) ? "NaN" : "infinite";
    const before = cost.finite.findLast((i) => i < first);
    return {
      certainty: "certain",
      headline: `The cost is ${spelled} ${first === 0 ? "from the first value on" : `first at ${placeOf(cost, first)}`}${back === null ? ", and stays so" : `, and finite again at ${placeOf(cost, back)}`}.`,
      arithmetic: [
        `${counted(bad, "value")} of ${cost.y.length} not finite, first in line ${cost.lines[first]}; ${before === undefined ? "no finite value before" : `the last before was ${printed(cost.y[before]!)}`}`,
        ...meaning(cost, first, back),
      ],
      numbers: {
        first: cost.x[first]!,
        line: cost.lines[first]!,
        count: bad,
        ...(back !== null && { back: cost.x[back]! }),
      },
    } satisfies Omit<Statement, "id">;
  },
};

function meaning(cost: Curve, first: number, back: number | null): string[] {
  const made = Number.isNaN(cost.y[first])
    ? "NaN comes of ∞ ÷ ∞, ∞ − ∞ or 0 · ∞: exp overflows to ∞ above 709.78 (float64) or 88.72 (float32), and ln 0 is −∞"
    : "a cost is infinite beyond 1.8e308 (float64) or 3.4e38 (float32), and a cross-entropy where the probability of the right class is 0: its logit 744.4 (float64) or 103.3 (float32) below the largest";
  if (back !== null) {
    return [
      made,
      "NaN plus anything is NaN, and an update cannot remove it: the output's weights were finite all the time, and only this cost was not. A cost computed from the logits would have been a number",
    ];
  }
  if (Number.isNaN(cost.y.at(-1))) {
    return [
      made,
      "NaN plus anything is NaN: once it is in the weights nothing brings them back; what follows is no training",
    ];
  }
  return [made];
}

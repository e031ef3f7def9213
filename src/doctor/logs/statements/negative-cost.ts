/** @file Costs below zero. */
import { placeOf } from "../curve.ts";
import { printed } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

export const negativeCost: StatementRule = {
  id: "negative-cost",
  look({ cost }) {
    const first = cost?.finite.find((i) => cost.y[i]! < 0);
    if (!cost || first === undefined) return null;
    return {
      certainty: "certain",
      headline: `The cost is negative from ${placeOf(cost, first)} on, which no cross-entropy of probabilities and no squared error can be.`,
      arithmetic: [
        `${printed(cost.y[first]!)} in line ${cost.lines[first]}`,
        "−t ln p − (1 − t) ln(1 − p) is at least 0 for t and p in [0, 1]: targets outside [0, 1] (labels 1 and 2, or −1 and 1), or probabilities where logarithms are expected (NLLLoss without log-softmax)",
        "a log-likelihood of densities, a reward or a hinge of another sign may be negative: then this is no fault",
      ],
      numbers: { first: cost.x[first]!, value: cost.y[first]! },
    };
  },
};

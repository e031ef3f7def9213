/** @file high-first-cost: before any update the cost is far above that of a network without opinion. */
import type { Experiment } from "../../experiment/types.ts";
import { shown } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

/**
 * First cost ÷ that of an answer without opinion. Cross-entropies of 695 runs that learned: half below 1.3, 95% below
 * 3.4, at most 5.0; raw pixels 50 to 100.
 */
export const highFirstCost = 10;

/**
 * Squared outputs that a fresh network of usual weights has for scaled inputs: He's weights give 2, leaky and linear
 * layers in a row up to 4. With them the first squared error of 390 runs that learned is at most 2.4 times as expected.
 */
const freshOutputs = 4;

/** What a fresh network costs; null where it is not known. */
export function freshCost(
  { loss }: Pick<Experiment, "loss">,
  { expectedCost, rows }: { readonly expectedCost: number | null; readonly rows: number },
): number | null {
  if (expectedCost === null || loss.name === "poisson") return null;
  if (loss.name.endsWith("cross-entropy")) return expectedCost;
  const outputs = loss.name === "mean-squared-error" ? freshOutputs : Math.sqrt(freshOutputs);
  return expectedCost + outputs * (loss.reduction === "sum" ? rows : 1);
}

export const highFirstCostSymptom: Symptom = {
  id: "high-first-cost",
  title: "The first cost is far above that of a fresh network",
  what: "Before any update a network knows nothing, and its cost is near that of guessing. Far above it the outputs are large: certain of answers that are wrong.",
  severity: "error",
  seen({ start }, experiment) {
    if (start === null) return null;
    const rows = start.reductionFactor;
    const fresh = freshCost(experiment, { expectedCost: start.expectedCost, rows });
    if (fresh === null || !(start.cost > highFirstCost * fresh)) return null;
    const name = start.expectedName === null ? "" : ` (${start.expectedName})`;
    const { logits, outputs } = start;
    const range = logits ?? outputs;
    return [
      { label: "cost at step 0", value: shown(start.cost), normal: `about ${shown(start.expectedCost!)}${name}` },
      {
        label: `${logits ? "logits" : "outputs"} at step 0`,
        value: `${shown(range.min)} … ${shown(range.max)}`,
        normal: "about -3 … 3",
      },
    ];
  },
};

/** @file large-updates: single steps change the weights by a tenth of their size or more. */
import { shown } from "../numbers.ts";
import { costFact, mostLayers, works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/**
 * ‖update‖ ÷ ‖weights‖ of a layer, the largest of a run. On runs that learned: adaptive optimizers at most 0.037 (2125
 * layers); gradient descent below 0.13 in 95%, 0.29 in 99%, at most 1.4 (1281 layers): so it counts where nothing is
 * learned only.
 */
export const largeUpdate = 0.1;

export const largeUpdatesSymptom: Symptom = {
  id: "large-updates",
  title: "Updates are too large for the weights",
  what: "A step that changes weights by a tenth of their size leaves the region in which its gradient says anything, and can push units where they no longer react.",
  severity: "error",
  seen(evidence) {
    if (evidence.course === null || evidence.course.shape === "falling" || works(evidence)) return null;
    const found = evidence.layers
      .filter(({ largestUpdateRatio }) => largestUpdateRatio > largeUpdate)
      .sort((a, b) => b.largestUpdateRatio - a.largestUpdateRatio);
    if (found.length === 0) return null;
    return [
      ...found.slice(0, mostLayers).map(({ name, largestUpdateRatio }) => ({
        label: `largest update ÷ weight of ${name}`,
        value: shown(largestUpdateRatio),
        normal: "0.001 to 0.1",
      })),
      ...costFact(evidence),
    ];
  },
};

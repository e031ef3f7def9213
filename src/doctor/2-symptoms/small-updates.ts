/** @file small-updates: the whole run cannot change the weights noticeably. */
import { shown } from "../numbers.ts";
import { costFact, works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/**
 * Largest ‖update‖ ÷ ‖weights‖ of any layer × steps: as far as the weights can have moved, measured in their own size. On
 * runs that learned at least 0.058, 0.4 in 99%.
 */
export const farthest = 0.02;

export const smallUpdatesSymptom: Symptom = {
  id: "small-updates",
  title: "Updates are too small: the weights hardly move",
  what: "If every step were as large as the largest one and all went the same way, the weights would still be nearly what they were.",
  severity: "error",
  seen(evidence) {
    const { course, layers } = evidence;
    if (course === null || layers.length === 0 || works(evidence)) return null;
    const largest = Math.max(...layers.map(({ largestUpdateRatio }) => largestUpdateRatio));
    if (!(largest > 0 && largest * course.steps < farthest)) return null;
    return [
      { label: "largest update ÷ weight of all layers", value: shown(largest), normal: "0.001 to 0.1" },
      {
        label: `times ${course.steps.toLocaleString("en-US")} steps: how far the weights can have moved`,
        value: shown(largest * course.steps),
        normal: "1 to 15",
      },
      ...costFact(evidence),
    ];
  },
};

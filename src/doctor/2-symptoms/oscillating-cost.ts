/** @file oscillating-cost: the cost swings more than batches make it. */
import { percent, shown } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

export const oscillatingCostSymptom: Symptom = {
  id: "oscillating-cost",
  title: "The cost swings up and down",
  what: "From step to step the cost jumps by more than different examples in the batches can explain: steps go past the lowest point and come back.",
  severity: "warning",
  seen({ course }) {
    if (course?.shape !== "oscillating") return null;
    const { roughness, lowestCost, largestCost, lastCost } = course;
    return [
      { label: "swing about the trend, beyond that of healthy runs", value: percent(roughness), normal: "0%" },
      {
        label: "cost",
        value: `${shown(lowestCost)} … ${shown(largestCost)}, at the end ${shown(lastCost)}`,
        normal: null,
      },
    ];
  },
};

/** @file rising-cost: the cost is higher at the end than it was. */
import { shown } from "../numbers.ts";
import { works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

export const risingCostSymptom: Symptom = {
  id: "rising-cost",
  title: "The cost rises",
  what: "Steps make the cost larger: they go uphill, or so far downhill that they come out higher on the other side.",
  severity: "error",
  seen(evidence) {
    const { course } = evidence;
    if (course?.shape !== "rising" || works(evidence)) return null;
    const { firstCost, lowestCost, largestCost, lastCost, steps } = course;
    return [
      {
        label: `cost after ${steps.toLocaleString("en-US")} steps`,
        value: shown(lastCost),
        normal: `below the first, ${shown(firstCost)}`,
      },
      { label: "lowest and largest", value: `${shown(lowestCost)} … ${shown(largestCost)}`, normal: null },
    ];
  },
};

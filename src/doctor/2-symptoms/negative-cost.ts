/** @file negative-cost: a loss that cannot be negative is. */
import { shown } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

export const negativeCostSymptom: Symptom = {
  id: "negative-cost",
  title: "The cost is negative",
  what: "Squared and absolute errors are never negative, and neither is a cross-entropy with targets from 0 to 1: a negative cost means targets outside of that range, which pay the more the more certain the answer.",
  severity: "error",
  seen({ course, output, data }, { loss }) {
    // Of a program's formulas nothing is known; Poisson leaves a constant out and may be negative.
    if (course === null || output === null || !course.negativeCost || loss.name === "poisson") return null;
    const { min, max } = data.targets.asFed;
    return [
      { label: "lowest cost", value: shown(course.lowestCost), normal: "0 or more" },
      { label: "targets as the loss gets them", value: `${shown(min)} … ${shown(max)}`, normal: "0 … 1" },
    ];
  },
};

/** @file constant-cost: the cost is the same number from the first step or epoch to the last. */
import { shown } from "../numbers.ts";
import { works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

export const constantCostSymptom: Symptom = {
  id: "constant-cost",
  title: "The cost does not change, to the last digit",
  what: "Every epoch has the same mean cost in its first six digits: either no gradient arrives at any weight, or the answer does not depend on the weights, or the steps are too small for the digits of a number.",
  severity: "error",
  seen(evidence) {
    const { course } = evidence;
    if (course?.shape !== "constant" || works(evidence)) return null;
    const { plateau, epochs, steps, lastCost } = course;
    const count = epochs >= 3 ? `${epochs} epochs` : `${steps} steps`;
    const level = plateau?.explained;
    return [
      { label: `cost in each of ${count}`, value: shown(plateau?.level ?? lastCost), normal: "falls" },
      ...(level ? [{ label: "that is", value: level.name, normal: null }] : []),
    ];
  },
};

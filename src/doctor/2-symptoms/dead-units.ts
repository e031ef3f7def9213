/** @file dead-units: a layer's units are 0 for every example. */
import { percent } from "../numbers.ts";
import { mostLayers } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/**
 * Share of a layer's units. On 730 relu layers of runs that learned (MNIST and tables, 1 to 3 layers of 16 to 96 units):
 * half have none to 3%, 95% at most 31%, the largest 56%.
 */
export const deadShare = 0.9;

export const deadUnitsSymptom: Symptom = {
  id: "dead-units",
  title: "Units of a layer are 0 for every example",
  what: "A unit whose activation is 0 on all examples passes no gradient to the layers before it, and a relu that never fires has none itself: it cannot come back.",
  severity: "error",
  seen({ layers }) {
    const found = layers.filter(({ last, measurements }) => measurements > 0 && last.deadShare >= deadShare);
    if (found.length === 0) return null;
    return [...found]
      .sort((a, b) => b.last.deadShare - a.last.deadShare)
      .slice(0, mostLayers)
      .map(({ name, activation, units, last }) => ({
        label: `units of ${name} (${activation}) that never fire`,
        value: `${Math.round(last.deadShare * units)} of ${units} (${percent(last.deadShare)})`,
        normal: "none to 31%",
      }));
  },
};

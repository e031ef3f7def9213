/** @file small-batch-not-fitted: a few examples cannot be learned by heart. */
import { percent, shown } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

/** Part of the cost that is left. */
const much = 0.5;

export const smallBatchNotFittedSymptom: Symptom = {
  id: "small-batch-not-fitted",
  title: "Not even a few examples can be learned by heart",
  what: "A model that cannot learn sixteen examples by heart with a good optimizer cannot learn any: its form, its loss or its targets exclude the answers.",
  severity: "error",
  seen({ smallBatch }) {
    if (smallBatch === null || !(smallBatch.left > much)) return null;
    const { examples, steps, before, after, left } = smallBatch;
    return [
      {
        label: `cost of ${examples} examples after ${steps} steps of Adam`,
        value: `${shown(before)} → ${shown(after)} (${percent(left)} left)`,
        normal: "0% to 5% left",
      },
    ];
  },
};

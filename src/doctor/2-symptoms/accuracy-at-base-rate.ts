/** @file accuracy-at-base-rate: no better than always naming the commonest class. */
import { percent } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

/** Of the way from the base rate to 1: less than this is nothing. */
const nothing = 0.02;
/** Deviations of a share that is counted on so many examples. */
const widths = 2;

export const accuracyAtBaseRateSymptom: Symptom = {
  id: "accuracy-at-base-rate",
  title: "The accuracy is that of always naming the commonest class",
  what: "The share of right answers on the training data is no larger than the share of the commonest class (for several yes-or-no columns: of the commoner answer). Nothing of the inputs reaches the answer, whatever the cost does.",
  severity: "error",
  seen({ course, data }) {
    const { baseRate } = data.targets;
    if (course === null || course.trainAccuracy === null || baseRate === null || baseRate === 1) return null;
    const chance = widths * Math.sqrt((baseRate * (1 - baseRate)) / Math.max(1, data.examples));
    if (course.trainAccuracy > baseRate + Math.min(nothing * (1 - baseRate) + chance, (1 - baseRate) / 2)) return null;
    return [
      {
        label: "training accuracy",
        value: percent(course.trainAccuracy),
        normal: `above ${percent(baseRate)}, the share of the commonest class`,
      },
    ];
  },
};

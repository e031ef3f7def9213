/** @file overfitting: much better on the training data than on the test part. */
import { percent } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

/** Accuracy on the training data − on the test part. 0.3% to 3% for MNIST and its relatives; UMLAUT takes 5% for large. */
const large = 0.1;

export const overfittingSymptom: Symptom = {
  id: "overfitting",
  title: "Much worse on the test part than on the training data",
  what: "The model knows its training examples by heart and has not found what they have in common, or the test part was prepared in another way.",
  severity: "warning",
  seen({ course }) {
    if (course === null || course.trainAccuracy === null || course.testAccuracy === null) return null;
    const { trainAccuracy, testAccuracy } = course;
    if (!(trainAccuracy - testAccuracy > large)) return null;
    return [
      {
        label: "test accuracy",
        value: percent(testAccuracy),
        normal: `near the training accuracy, ${percent(trainAccuracy)}`,
      },
    ];
  },
};

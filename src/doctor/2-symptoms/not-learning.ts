/** @file not-learning: the run ends no better than an answer that ignores the inputs. */
import { percent, shown } from "../numbers.ts";
import { costFact, progress } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/** Fewer steps say nothing. */
const leastSteps = 20;
/** Of the way from the best constant answer to a perfect one. Runs that learned: 99% came further than half. */
const nothing = 0.02;

export const notLearningSymptom: Symptom = {
  id: "not-learning",
  title: "Nothing is learned",
  what: "At its end the model is no better than the best answer that is the same for every example: the classes' shares, or the mean of the targets.",
  severity: "error",
  seen(evidence) {
    const { course, start, data } = evidence;
    const reached = progress(evidence);
    if (course === null || course.shape === "diverged" || course.steps < leastSteps) return null;
    if (reached === null || reached > nothing) return null;
    const { trainAccuracy, relativeError, lastCost } = course;
    const { baseRate } = data.targets;
    return [
      ...(start?.constantCost != null
        ? [
            {
              label: "cost at the end",
              value: shown(lastCost),
              normal: `below ${shown(start.constantCost)}, that of the best constant answer`,
            },
          ]
        : costFact(evidence)),
      ...(trainAccuracy !== null && baseRate !== null
        ? [{ label: "training accuracy", value: percent(trainAccuracy), normal: `above ${percent(baseRate)}` }]
        : []),
      ...(relativeError !== null
        ? [{ label: "squared error ÷ variance of the targets", value: shown(relativeError), normal: "below 1" }]
        : []),
    ];
  },
};

/** @file stuck-at-guessing: the cost stays at the level of an answer that ignores the inputs. */
import { shown } from "../numbers.ts";
import { works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/** Fewer steps at a level are no plateau. */
const leastSteps = 10;

export const stuckAtGuessingSymptom: Symptom = {
  id: "stuck-at-guessing",
  title: "The cost is stuck at the level of guessing",
  what: "The cost lies where a model is that gives the same answer to everything: the logarithm of the number of classes, the entropy of the labels, the variance of the targets, or what always answering 0 or 1 costs.",
  severity: "error",
  seen(evidence) {
    const plateau = evidence.course?.plateau;
    if (!plateau?.explained || works(evidence)) return null;
    const { level, since, explained, slope, biasOnly } = plateau;
    if (evidence.course!.steps - since < leastSteps) return null;
    return [
      {
        label: `cost since step ${since.toLocaleString("en-US")}`,
        value: `${shown(level)}, which is ${explained.name} = ${shown(explained.value)}`,
        normal: "falls below it",
      },
      {
        label: "its change an epoch",
        value: shown(slope),
        normal: biasOnly ? "this is how a model learns of which only the output bias does" : null,
      },
    ];
  },
};

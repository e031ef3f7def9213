/** @file same-answer: the trained model says the same for every example. */
import { shown } from "../numbers.ts";
import type { Symptom } from "./_symptom.ts";

/** Deviation of the answers ÷ deviation of the targets below which they are one answer. */
const same = 0.01;

export const sameAnswerSymptom: Symptom = {
  id: "same-answer",
  title: "The answer is the same for every example",
  what: "Whatever is put in, the trained model gives the same out: the inputs do not reach the output any more, or never did.",
  severity: "error",
  seen({ output, data }) {
    const trained = output?.trained;
    if (!trained) return null;
    const { variation, classesNamed, classes, spread } = trained;
    if (classes !== null && classesNamed !== null && classes > 1) {
      if (classesNamed > 1) return null;
      return [
        {
          label: "classes that are ever named",
          value: `${classesNamed} of ${classes}`,
          normal: `${classes} of ${classes}`,
        },
        { label: "largest deviation of an output over the examples", value: shown(variation), normal: null },
      ];
    }
    const { std } = data.targets.asFed;
    if (!(std > 0) || !(variation < same * std)) return null;
    return [
      {
        label: "deviation of the answers over the examples",
        value: `${shown(variation)} about ${shown(spread.mean)}`,
        normal: `near that of the targets, ${shown(std)}`,
      },
    ];
  },
};

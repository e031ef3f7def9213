/** @file cannot-start: the experiment is refused before its first step. */
import type { Symptom } from "./_symptom.ts";

export const cannotStartSymptom: Symptom = {
  id: "cannot-start",
  title: "Training cannot start",
  what: "The data, the layers and the loss do not fit together, so that no first step can be computed.",
  severity: "error",
  seen({ refusal }) {
    if (refusal === null) return null;
    const found = refusal.found === null ? [] : [{ label: "found", value: refusal.found, normal: null }];
    return [{ label: "refused because", value: refusal.message, normal: null }, ...found];
  },
};

/** @file vanishing-gradients: layer by layer towards the input the gradient becomes smaller. */
import type { LayerEvidence, LayerMoment } from "../1-evidence/evidence.ts";
import { shown } from "../numbers.ts";
import { works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/**
 * ‖gradient‖ of the first layer ÷ that of the output layer. On 1037 runs that learned at least 0.078 before training and
 * 0.012 after it; AutoTrainer takes 0.001.
 */
export const vanished = 1e-3;

export const vanishingGradientsSymptom: Symptom = {
  id: "vanishing-gradients",
  title: "Gradients vanish towards the first layers",
  what: "Each layer passes a part of its gradient on only, a sigmoid a quarter at most: after many of them nothing is left, and the first layers stay as they were.",
  severity: "error",
  seen(evidence) {
    const [first, last] = [evidence.layers[0], evidence.layers.at(-1)];
    if (!first || !last || evidence.layers.length < 3 || works(evidence)) return null;
    const moment = (["first", "last"] as const).find((when) => ratio(first, last, when) < vanished);
    if (!moment) return null;
    const norm = (layer: LayerEvidence): LayerMoment => layer[moment];
    return [
      {
        label: `gradient of ${first.name} ÷ of ${last.name} ${moment === "first" ? "at first" : "at the end"}`,
        value: shown(ratio(first, last, moment)),
        normal: "0.1 to 5",
      },
      {
        label: "gradients from the first to the last layer",
        value: evidence.layers.map((layer) => norm(layer).gradientNorm.toPrecision(2)).join(", "),
        normal: "about equal",
      },
    ];
  },
};

/** Gradients that are exactly 0 did not vanish: they were never there. */
function ratio(first: LayerEvidence, last: LayerEvidence, when: "first" | "last"): number {
  const [from, to] = [first[when].gradientNorm, last[when].gradientNorm];
  return from > 0 && to > 0 ? from / to : Number.POSITIVE_INFINITY;
}

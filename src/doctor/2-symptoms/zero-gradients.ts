/** @file zero-gradients: no gradient arrives at a layer's weights. */
import { mostLayers, works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/** Share of measurements with a gradient of exactly 0: at most 13% in runs that learned, once they were done. */
const mostly = 0.5;

export const zeroGradientsSymptom: Symptom = {
  id: "zero-gradients",
  title: "Gradients are exactly 0",
  what: "Nothing that these weights do changes the cost: every path from them to it is cut, and no step will ever move them.",
  severity: "error",
  seen(evidence) {
    if (works(evidence)) return null;
    const found = evidence.layers.filter(
      ({ zeroGradients, measurements }) => measurements > 0 && zeroGradients / measurements >= mostly,
    );
    if (found.length === 0) return null;
    return found.slice(0, mostLayers).map(({ name, zeroGradients, measurements }) => ({
      label: `measurements of ${name} with a gradient of exactly 0`,
      value: `${zeroGradients} of ${measurements}`,
      normal: `0 of ${measurements}`,
    }));
  },
};

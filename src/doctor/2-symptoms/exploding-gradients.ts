/** @file exploding-gradients: gradients grow from layer to layer or from step to step. */
import type { Evidence, LayerEvidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import { shown } from "../numbers.ts";
import { works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/**
 * ‖gradient‖ of the first layer ÷ that of the output layer at the first measurement: at most 10 on 1037 runs that learned
 * (2 to 5 layers, inputs between 0 and 1 or about 2 wide); AutoTrainer takes 70.
 */
const acrossLayers = 100;
/** Largest ‖gradient‖ of a layer ÷ its first: at most 590 on runs that learned, 5.0 in 99% of their layers. */
const acrossSteps = 1000;

export const explodingGradientsSymptom: Symptom = {
  id: "exploding-gradients",
  title: "Gradients explode",
  what: "Each layer, or each step, makes the gradient larger than the one before it, until an update throws the weights far away.",
  severity: "error",
  seen(evidence) {
    const facts = [...depthFact(evidence), ...growthFact(evidence)];
    return facts.length === 0 || works(evidence) ? null : facts;
  },
};

function depthFact({ layers }: Evidence): Fact[] {
  const [input, output] = [layers[0], layers.at(-1)];
  if (!input || !output || layers.length < 2) return [];
  const ratio = input.first.gradientNorm / output.first.gradientNorm;
  if (!(ratio > acrossLayers)) return [];
  return [{ label: `gradient of ${input.name} ÷ of ${output.name}`, value: shown(ratio), normal: "0.1 to 5" }];
}

function growthFact({ layers }: Evidence): Fact[] {
  const growth = ({ first, largestGradientNorm }: LayerEvidence): number =>
    first.gradientNorm > 0 ? largestGradientNorm / first.gradientNorm : 0;
  const [worst] = [...layers].sort((a, b) => growth(b) - growth(a));
  if (!worst || !(growth(worst) > acrossSteps)) return [];
  return [
    {
      label: `largest gradient of ${worst.name}`,
      value: `${shown(worst.largestGradientNorm)}, at first ${shown(worst.first.gradientNorm)}`,
      normal: "up to 5 times the first",
    },
  ];
}

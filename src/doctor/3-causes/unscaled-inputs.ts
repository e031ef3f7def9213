/** @file The numbers that the network gets are far from 0 ± 1. */
import type { Experiment, InputScaling } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import type { Cause, Treatment } from "./_cause.ts";
import { inputScalingEdits, isImages, present, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { isAdaptive, percent, shortOfGoal, startFact, startFactor, suspicion } from "./_readings.ts";

/** Root mean square of the inputs below which nothing is amiss: standardized ones have 1, bytes / 255 about 0.35. */
const usualSize = 2;

/**
 * Gradient descent needs steps in proportion to the condition number of E[x xᵀ], bias included: size² for numbers of
 * that size, (ratio of column deviations)², (mean ÷ deviation)². 10 is a hundredfold number of steps and often still
 * works, 100 a ten-thousandfold.
 */
const bySize = (size: number): number => 0.2 + 0.35 * Math.log10(size / usualSize);
const byRatio = (ratio: number): number => (ratio < 5 ? 0 : 0.1 + 0.2 * Math.log10(ratio));

interface Scale {
  readonly size: number;
  readonly ratio: number;
  readonly offset: number;
}

/** Pixels at the border hardly vary and lie far from their mean of all: as columns they say nothing. */
const scaleOf = (experiment: Experiment, { data }: Evidence): Scale => ({
  size: Math.hypot(data.inputsAsFed.mean, data.inputsAsFed.std),
  ratio: data.columnScaleRatio,
  offset: isImages(experiment) ? 0 : data.largestOffset,
});

function weightOf({ size, ratio, offset }: Scale, evidence: Evidence, experiment: Experiment): number {
  const bySizes = size < usualSize ? 0 : bySize(size);
  // Adam has a step size for each weight, so columns of different scale hinder it less. Where all numbers are small,
  // a column of tiny deviation is at worst not used.
  const uneven = Math.max(byRatio(ratio), byRatio(offset)) * (isAdaptive(experiment) ? 0.7 : 1);
  const weight = Math.max(bySizes, size < usualSize ? Math.min(uneven, 0.25) : uneven);
  if (weight < 0.15) return 0;
  const factor = startFactor(evidence);
  // Small inputs explain neither a large first cost nor saturated units: then the first weights are too large.
  if (size < usualSize) return weight;
  const atStart = factor === null || factor < 5 ? 0 : factor < 50 ? 0.1 : 0.15;
  return Math.min(0.95, weight + Math.max(atStart, firstSaturation(evidence) > 0.5 ? 0.15 : 0));
}

/** Saturated values of the layer that sees the inputs, before it has learned. */
function firstSaturation({ layers }: Evidence): number {
  const first = layers[0];
  return first !== undefined && !first.isOutput ? first.first.saturatedShare : 0;
}

function factsOf({ size, ratio, offset }: Scale, evidence: Evidence): (Fact | null)[] {
  const { min, max } = evidence.data.inputsAsFed;
  const saturated = firstSaturation(evidence);
  return [
    { label: "inputs as the network gets them", value: `${shown(min)} to ${shown(max)}`, normal: "about −3 to 3" },
    { label: "their root mean square", value: shown(size), normal: "about 1" },
    ratio >= 5 ? { label: "widest column ÷ narrowest", value: shown(ratio), normal: "about 1" } : null,
    offset >= 5
      ? { label: "distance of a column from 0 ÷ its deviation", value: shown(offset), normal: "below 1" }
      : null,
    (startFactor(evidence) ?? 0) > 5 ? startFact(evidence) : null,
    saturated > 0.5
      ? { label: "saturated values of the first layer, first step", value: percent(saturated), normal: "0%" }
      : null,
  ];
}

/** Whether the experiment, perhaps changed already, scales its inputs to about 1. */
function isScaled(experiment: Experiment, { data: { inputs } }: Evidence): boolean {
  const { inputScaling } = experiment.data;
  if (typeof inputScaling === "string") return inputScaling !== "none";
  const size = Math.hypot(inputs.mean, inputs.std);
  return "divideBy" in inputScaling && size / inputScaling.divideBy < usualSize;
}

/** Numbers from 0 to 255 are pixels. */
const arePixels = ({ data: { inputs } }: Evidence): boolean => inputs.min === 0 && inputs.max === 255;

function scalings(experiment: Experiment, evidence: Evidence): readonly InputScaling[] {
  if (isImages(experiment)) return ["unit", "standardize"];
  return arePixels(evidence) ? [{ divideBy: 255 }, "standardize"] : ["standardize", "minmax"];
}

export const unscaledInputsCause: Cause = {
  id: "unscaled-inputs",
  title: "The inputs are not scaled",
  what: "The numbers in the data are much larger than 1, far from 0, or of very different size from column to column. The first layer's sums and gradients are as large as its inputs, so its units saturate or die and no single learning rate suits all weights.",
  why: "The gradient of a weight is the error times its input, and the curvature of the cost along it grows with the input's square. Inputs of size s make the largest curvature s² times as large, and the largest stable learning rate, 2 / λmax, s² times as small; what the bias or a small column needs then takes s² times as many steps. A column whose mean is k deviations from 0 acts like a bias k times too strong: the condition number is about k².",
  remedy:
    "Standardize each column (subtract its mean, divide by its deviation), or map it onto [0, 1]; divide pixels by 255. The scaling is computed from the training part and becomes part of the model.",
  except:
    "Inputs of size up to about 3 are fine, and so are 0-or-1 columns. Adam copes with columns of different size better than gradient descent.",
  severity: "error",
  references: [
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.3",
    "Bishop, Neural networks for pattern recognition, 1995, section 8.2",
  ],
  explains: [
    "high-first-cost",
    "saturated-units",
    "dead-units",
    "non-finite-cost",
    "rising-cost",
    "oscillating-cost",
    "large-updates",
    "exploding-gradients",
    "stuck-at-guessing",
    "accuracy-at-base-rate",
    "same-answer",
    "slow-learning",
    "not-learning",
    "goal-missed",
  ],
  examples: { bad: example("none"), good: example("standardize") },
  weigh: shortOfGoal((evidence, experiment) => {
    const scale = scaleOf(experiment, evidence);
    const weight = weightOf(scale, evidence, experiment);
    return weight > 0 ? suspicion(weight, factsOf(scale, evidence)) : null;
  }),
  treatments(experiment, evidence) {
    if (isScaled(experiment, evidence)) return [];
    return present(
      scalings(experiment, evidence).map((to): Treatment | null =>
        treatment(experiment, "input scaling", inputScalingEdits(to)),
      ),
    );
  },
};

function example(inputScaling: InputScaling): unknown {
  return {
    data: { ...clouds(3, { scale: 100, offset: 500 }), inputScaling },
    model: [
      { type: "dense", units: 8, activation: "tanh" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.1 },
    batchSize: 24,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

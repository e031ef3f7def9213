/** @file adamw: Adam with decoupled weight decay. */
import type { AdamSpec } from "../experiment/types.ts";
import { mul, sub } from "../tensor/functions.ts";
import { adamScalars, adamSlots, adamStep } from "./_adam.ts";
import type { Optimizer } from "./_optimizer.ts";

export const adamwOptimizer: Optimizer<AdamSpec> = {
  name: "adamw",
  formula: "W ← (1 − rate · weightDecay) W, then Adam's step",
  source: "Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2 (arXiv 1711.05101)",
  slots: adamSlots,
  scalars: (spec, learningRate, step) => ({
    ...adamScalars(spec, learningRate, step),
    ...(spec.weightDecay !== 0 && { keep: 1 - learningRate * spec.weightDecay }),
  }),
  update: (given) => {
    const { parameter, scalars, decay } = given;
    const { step, slots } = adamStep(given);
    return { parameter: sub(decay && scalars.keep ? mul(parameter, scalars.keep) : parameter, step), slots };
  },
};

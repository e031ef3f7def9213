/** @file exponential: the learning rate shrinks by the same factor in each epoch, smoothly from step to step. */
import type { Schedule, SpecOf } from "./_schedule.ts";

export const exponentialSchedule: Schedule<SpecOf<"exponential">> = {
  name: "exponential",
  formula: "base · factor^(step / stepsPerEpoch)",
  source: "Keras ExponentialDecay with staircase off",
  factor: ({ factor }, { step, stepsPerEpoch }) => factor ** (step / stepsPerEpoch),
};

/** @file step: the learning rate drops by a factor every few epochs. */
import type { Schedule, SpecOf } from "./_schedule.ts";

export const stepSchedule: Schedule<SpecOf<"step">> = {
  name: "step",
  formula: "base · factor^⌊epoch / every⌋",
  source: "PyTorch StepLR",
  factor: ({ every, factor }, { step, stepsPerEpoch }) =>
    factor ** Math.floor(Math.floor(step / stepsPerEpoch) / every),
};

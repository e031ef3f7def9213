/** @file one-cycle: the learning rate rises in a straight line to its peak, then falls in a straight line. */
import type { Schedule, SpecOf } from "./_schedule.ts";

/** The triangle's corners are at step −1, the last step of the rise and step totalSteps: no step is spent at rate 0. */
export const oneCycleSchedule: Schedule<SpecOf<"one-cycle">> = {
  name: "one-cycle",
  formula:
    "base · (start + (1 − start) · (step + 1) / R) while step < R = rise · totalSteps, then base · (final + (1 − final) · (totalSteps − step) / (totalSteps − R + 1))",
  source:
    "Smith and Topin, Super-Convergence, 2018 (arXiv 1708.07120), with straight lines and the momentum left alone",
  factor: ({ start, final, rise }, { step, totalSteps }) => {
    const rising = Math.max(1, Math.round(rise * totalSteps));
    return step < rising
      ? start + ((1 - start) * (step + 1)) / rising
      : final + ((1 - final) * (totalSteps - step)) / (totalSteps - rising + 1);
  },
};

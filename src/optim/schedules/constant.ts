/** @file constant: the same learning rate in every step. */
import type { Schedule, SpecOf } from "./_schedule.ts";

export const constantSchedule: Schedule<SpecOf<"constant">> = {
  name: "constant",
  formula: "base",
  source: "the default of every framework",
  factor: () => 1,
};

/** @file cosine: the learning rate falls along half a cosine to a share of the base. */
import type { Schedule, SpecOf } from "./_schedule.ts";

export const cosineSchedule: Schedule<SpecOf<"cosine">> = {
  name: "cosine",
  formula: "base · (final + (1 − final) · (1 + cos(π · step / totalSteps)) / 2)",
  source: "Loshchilov and Hutter, SGDR, 2017, eq. 5 (arXiv 1608.03983), one period",
  factor: ({ final }, { step, totalSteps }) =>
    final + ((1 - final) * (1 + Math.cos((Math.PI * step) / totalSteps))) / 2,
};

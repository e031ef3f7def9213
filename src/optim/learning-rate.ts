/** @file The learning rate of a step: the schedule's, times a linear warm-up where one is asked for. */
import type { ScheduleSpec } from "../experiment/types.ts";
import { lookUp } from "../util/lookup.ts";
import type { Moment } from "./schedules/_schedule.ts";
import { schedules } from "./schedules/index.ts";

/** Pure: `step` is 0 for the first step. */
export function learningRateAt(
  schedule: ScheduleSpec,
  base: number,
  step: number,
  totalSteps: number,
  stepsPerEpoch: number,
): number {
  const moment: Moment = { step, totalSteps, stepsPerEpoch };
  return base * lookUp("schedule", schedules, schedule.name).factor(schedule, moment) * warmUp(schedule.warmup, moment);
}

/** min(1, (step + 1) / warm-up steps): the first step already moves, the last of the warm-up has the full rate. */
function warmUp(warmup: number, { step, totalSteps }: Moment): number {
  const steps = Math.round(warmup < 1 ? warmup * totalSteps : warmup);
  return steps === 0 ? 1 : Math.min(1, (step + 1) / steps);
}

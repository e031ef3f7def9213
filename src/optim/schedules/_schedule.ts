/** @file What a schedule is: the learning rate of each step, a pure function of the step's number. */
import type { ScheduleSpec } from "../../experiment/types.ts";

export interface Moment {
  /** 0 for the first step. */
  readonly step: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

export interface Schedule<S extends ScheduleSpec = ScheduleSpec> {
  readonly name: S["name"];
  readonly formula: string;
  readonly source: string;
  /** The step's learning rate over the base rate. */
  factor(spec: S, moment: Moment): number;
}

export type SpecOf<N extends ScheduleSpec["name"]> = Extract<ScheduleSpec, { name: N }>;

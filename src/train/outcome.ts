/** @file What goes into a run and what comes out: data, options, events, state, outcome. */
import type { Value } from "../graph/dtype.ts";
import type { EndEvent, EpochEvent, FindingEvent, HealthEvent, StepEvent, StopReason } from "../record/events.ts";
import type { HealthWatch } from "./healthSchedule.ts";
import type { ResidentData } from "./inputs.ts";
import type { NonFiniteOrigin } from "./nonfinite.ts";

/** The resident inputs and targets of each part of the data, by input name. */
export interface RunData {
  readonly train: ResidentData;
  readonly validation?: ResidentData;
  readonly test?: ResidentData;
  readonly examples: number;
}

/** Everything needed to go on bit by bit: what a checkpoint holds. */
export interface RunState {
  /** Steps done. */
  readonly step: number;
  readonly values: Readonly<Record<string, Value>>;
  readonly progress: Progress;
  /** The parameters at the best epoch, where the best are kept. */
  readonly best: Readonly<Record<string, Value>> | null;
}

/** The part of the state that is plain numbers. */
export interface Progress {
  /** Sums over the examples of the epoch so far, by output name; "cost" is weighted by examples. */
  readonly sums: Readonly<Record<string, number>>;
  /** Examples in these sums. */
  readonly seen: number;
  readonly bestMetric: number | null;
  readonly bestEpoch: number;
  /** Epochs since the watched metric improved. */
  readonly stale: number;
  /** Training seconds before this state, over all sessions. */
  readonly seconds: number;
}

/** A call was done: for a progress bar. */
export interface ProgressEvent {
  readonly t: "progress";
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly cost: number;
  readonly examplesPerSecond: number;
}

export type LoopEvent = StepEvent | HealthEvent | EpochEvent | FindingEvent | ProgressEvent;

/** Why a run is asked to stop before its end. */
export type StopRequest = Extract<StopReason, "interrupted" | "terminated" | "symptom">;

export interface RunOptions {
  /** Sees events in order. */
  readonly observe?: (event: LoopEvent) => void;
  /** Asked after every call; a reason stops the run after saving. */
  readonly stopRequested?: () => StopRequest | null;
  /** Most steps of the next call, asked before each: where somebody waits for single steps. Changes no bits. */
  readonly mostSteps?: () => number;
  /** Called after a call, at the end of an epoch and when stopping, with a function that reads the state. */
  readonly save?: (read: () => Promise<RunState>, reason: "call" | "epoch" | "stop") => Promise<void>;
  readonly resumeFrom?: RunState;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  /** true when left out; more often for somebody who watches, with shorter calls, which changes no bits. */
  readonly health?: false | HealthWatch;
  /** "stop" (when left out) at the first value that is not finite, or "report" it once and go on, as NumPy does. */
  readonly nonFinite?: "stop" | "report";
  /**
   * false: only the costs are watched, and the op that first left the finite numbers is not looked for: a number of the
   * state that is not finite shows in the next cost.
   */
  readonly explain?: boolean;
  /** Of the training and the test part, the one that is measured; both when left out. */
  readonly measuredPart?: "train" | "test";
}

export interface RunOutcome {
  readonly stopped: StopReason;
  readonly step: number;
  readonly epoch: number;
  /** Final parameters: the best where the best are kept, else the last; after divergence the last good ones. */
  readonly parameters: Readonly<Record<string, Value>>;
  readonly state: RunState;
  readonly metrics: Pick<EndEvent, "train" | "validation" | "test">;
  readonly seconds: number;
  readonly failure: Failure | null;
}

/** A value that is not finite: where it first appeared. */
export interface Failure {
  readonly step: number;
  readonly epoch: number;
  readonly cost: number;
  readonly origin: NonFiniteOrigin | null;
}

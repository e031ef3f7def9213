/** @file What a trial is: a replay of the experiment with some changes, from the same seed, in the same data order. */
import type { Experiment } from "../../experiment/types.ts";

export interface Replay {
  /** With its seed and goal; the goal's metric is what is measured, whatever else is changed. */
  readonly experiment: Experiment;
  /** Stop after so many steps; null: to the end. */
  readonly steps: number | null;
  /** Stop at the end of the first epoch from which the goal is held. */
  readonly untilGoal: boolean;
}

export interface Replayed {
  /** The goal's metric on the goal's part; NaN where there is none to be had. */
  readonly score: number;
  readonly passed: boolean;
  /** Steps and epochs done; `ended` says why no more. */
  readonly steps: number;
  readonly epochs: number;
  readonly ended: "done" | "diverged" | "shortened" | "goal" | "refused" | "out of time";
  /** The error, where the changed experiment cannot be started. */
  readonly refusal: string | null;
  readonly seconds: number;
}

/** Replays experiments of one subject, several at a time where there are cores. */
export interface Replayer {
  /** How many replays run at the same time. */
  readonly parallel: number;
  /** @param seconds from now until which it is of use; it then ends "out of time" and says nothing */
  replay(replay: Replay, seconds?: number): Promise<Replayed>;
  dispose(): Promise<void>;
}

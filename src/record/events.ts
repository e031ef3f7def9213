/** @file The events of a training run: what the record holds and everything downstream reads. */
import type { Experiment } from "../experiment/types.ts";

/** Changes when a reader of the older form would misread the newer one. */
export const recordVersion = 1;

/** What stays the same through the run. A resumed run writes another one, with the step it goes on from. */
export interface StartEvent {
  readonly t: "start";
  readonly experiment: Experiment;
  readonly experimentHash: string;
  readonly data: DataFacts;
  readonly model: ModelSummary;
  /** The engine's name and everything its bits depend on. */
  readonly engine: string;
  readonly engineFacts: Facts;
  readonly rewrites: readonly AppliedRewrite[];
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** 0 for a new run; else the number of steps of the checkpoint. */
  readonly resumedAt: number;
}

export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface DataFacts {
  readonly name: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly inputMin: number;
  readonly inputMax: number;
  readonly inputMean: number;
  readonly inputStd: number;
  readonly constantInputs: number;
  readonly targets:
    | { readonly kind: "labels"; readonly classes: number; readonly counts: readonly number[] }
    | {
        readonly kind: "values";
        readonly width: number;
        readonly min: number;
        readonly max: number;
        readonly std: number;
        /** Of each column, where there are at most 64. */
        readonly columns?: readonly { readonly mean: number; readonly std: number }[];
      };
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly verified: boolean }[];
}

export interface ModelSummary {
  readonly parameters: number;
  readonly layers: readonly { readonly name: string; readonly summary: string; readonly parameters: number }[];
}

/** A stability rewrite that was made, and the user's line it was made for. */
export interface AppliedRewrite {
  readonly id: string;
  readonly count: number;
  readonly sites: readonly string[];
}

/** `cost` is that of the batch before the step's update. */
export interface StepEvent {
  readonly t: "step";
  readonly step: number;
  readonly epoch: number;
  readonly cost: number;
  readonly learningRate: number;
}

/** Metric name → value. */
type MetricValues = Readonly<Record<string, number>>;

export interface EpochEvent {
  readonly t: "epoch";
  /** 0 for the first. */
  readonly epoch: number;
  /** Steps done since the start of the run. */
  readonly step: number;
  /** Mean over the epoch's examples. */
  readonly cost: number;
  readonly train: MetricValues;
  readonly validation: MetricValues | null;
  readonly test: MetricValues | null;
  readonly seconds: number;
  /** Whether the watched metric is the best so far. */
  readonly best: boolean;
}

export interface LayerHealth {
  readonly name: string;
  readonly gradientNorm: number;
  readonly weightNorm: number;
  /** ‖change of the weights‖ / ‖weights‖ in this step. */
  readonly updateRatio: number;
  readonly activationQuantiles: {
    readonly p5: number;
    readonly p50: number;
    readonly p95: number;
    readonly max: number;
  };
  /** Share of units that are 0 for every example of the batch. */
  readonly deadShare: number;
  /** Share of values at which the activation's slope is nearly 0. */
  readonly saturatedShare: number;
  /**
   * Of rectified layers: for how many of the batch's examples each unit is above 0, as two hexadecimal digits a unit:
   * 00 never, 01 to ff the share of the examples.
   */
  readonly firing?: string;
}

export interface HealthEvent {
  readonly t: "health";
  readonly step: number;
  readonly layers: readonly LayerHealth[];
  /** Largest magnitude, and largest difference within one example; null where the model has no logits. */
  readonly largestLogit: number | null;
  readonly largestLogitGap: number | null;
}

export interface FindingEvent {
  readonly t: "finding";
  /** Id of the check, symptom or cause. */
  readonly id: string;
  readonly step: number;
  readonly message: string;
  readonly where: string | null;
  readonly remedy: string | null;
  /** Of a value that is not finite: where it first appeared. */
  readonly origin?: NonFiniteOrigin;
  /** What was measured, beside its normal value; null where nothing is normal. */
  readonly facts?: readonly { readonly label: string; readonly value: string; readonly normal: string | null }[];
}

/** Where a run first left the finite numbers. */
export interface NonFiniteOrigin {
  /** Steps after the replay's start, 0 for the first. */
  readonly step: number;
  /** The op's name, for example "exp". */
  readonly op: string;
  readonly gives: "NaN" | "Infinity";
  /** Smallest and largest element of each operand, as they were. */
  readonly operands: readonly { readonly lo: number; readonly hi: number }[];
  /** The limit that an operand crossed, where the op declares one that explains it. */
  readonly limit: {
    readonly operand: number;
    readonly value: number;
    readonly limit: number;
    readonly what: string;
  } | null;
  readonly site: { readonly file: string; readonly line: number; readonly column: number } | null;
  /** What passes did before it became this op: "dense2", "gradient of log", "rewritten by …". */
  readonly via: readonly string[];
}

/** "symptom": the run was given up because of what was seen, to be repaired. */
export type StopReason = "done" | "early-stopping" | "diverged" | "interrupted" | "terminated" | "symptom" | "failed";

/** The last event: also the last line of `train --json`. */
export interface EndEvent {
  readonly t: "end";
  readonly stopped: StopReason;
  readonly step: number;
  readonly epoch: number;
  readonly train: MetricValues;
  readonly validation: MetricValues | null;
  readonly test: MetricValues | null;
  /** null where no goal was stated. */
  readonly goalReached: boolean | null;
  readonly seconds: number;
  /** Folder of the run; null where nothing was written. */
  readonly run: string | null;
  /** The trained model's file. */
  readonly model: string | null;
}

export type RunEvent = StartEvent | StepEvent | EpochEvent | HealthEvent | FindingEvent | EndEvent;

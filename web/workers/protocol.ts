/** @file What the page and its workers say to each other: plain values only. */
import type { Diagnosis } from "../../src/doctor/5-report/diagnosis.ts";
import type { RunEvent } from "../../src/record/events.ts";

/** Experiments cross as an experiment file would say them. */
export type ExperimentJson = Readonly<Record<string, unknown>>;

export interface TrainOptions {
  readonly experiment: ExperimentJson;
  readonly device: "wasm" | "webgpu";
  /** false: waits before its first step. */
  readonly plays: boolean;
}

export type ToTrainer =
  /** Ends the run that there is, and begins this one. */
  | { readonly t: "start"; readonly run: number; readonly options: TrainOptions }
  | { readonly t: "play" }
  | { readonly t: "pause" }
  | { readonly t: "step" }
  /** Ends the run after its step. */
  | { readonly t: "stop" }
  /** Of 784 bytes, white on black, as MNIST is: what the network answers now. */
  | { readonly t: "classify"; readonly id: number; readonly pixels: Uint8Array }
  | { readonly t: "views"; readonly id: number }
  /** A test image. */
  | { readonly t: "image"; readonly id: number; readonly index: number };

/** What a failure says to its reader. */
export interface Refusal {
  readonly message: string;
  readonly where?: string;
  readonly found?: string;
  readonly help?: string;
}

export type Loaded = "ONNX Runtime" | "MNIST";

export type FromTrainer =
  /** Bytes; total 0 where it is not known. */
  | { readonly t: "loading"; readonly what: Loaded; readonly loaded: number; readonly total: number }
  /** At most ten times a second. */
  | { readonly t: "events"; readonly run: number; readonly events: readonly RunEvent[] }
  | { readonly t: "state"; readonly run: number; readonly state: "preparing" | "running" | "paused" | "ended" }
  | { readonly t: "engine"; readonly facts: Readonly<Record<string, string | number | boolean>> }
  | {
      readonly t: "classified";
      readonly id: number;
      readonly step: number;
      /** Of the ten classes; null where no network is there or it gives no numbers. */
      readonly probabilities: readonly number[] | null;
    }
  | { readonly t: "views"; readonly id: number; readonly views: unknown }
  | { readonly t: "image"; readonly id: number; readonly pixels: Uint8Array; readonly label: number }
  | { readonly t: "refused"; readonly run: number; readonly refusal: Refusal };

export type ToDoctor =
  | {
      readonly t: "diagnose";
      readonly id: number;
      readonly experiment: ExperimentJson;
      /** The record of the run as it was. */
      readonly events: readonly RunEvent[];
      readonly budgetSeconds: number;
    }
  | { readonly t: "cancel" };

export type FromDoctor =
  | { readonly t: "progress"; readonly id: number; readonly text: string; readonly replays: number }
  | { readonly t: "diagnosed"; readonly id: number; readonly diagnosis: Diagnosis }
  | { readonly t: "refused"; readonly id: number; readonly refusal: Refusal };

export type ToChecker = { readonly t: "check"; readonly id: number; readonly name: string; readonly bytes: Uint8Array };

export type FromChecker =
  /** `report` is what `evenkeel check --json` prints, `text` what it prints without. */
  | { readonly t: "checked"; readonly id: number; readonly report: unknown; readonly text: string }
  | { readonly t: "refused"; readonly id: number; readonly refusal: Refusal };

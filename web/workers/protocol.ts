/** @file What the page and its workers say to each other: plain values only. */
import type { RunEvent } from "../../src/record/events.ts";
import type { DrawingAnswer, TestImage } from "../draw/answer.ts";
import type { CheckAsked, CheckedModel, CheckStage, RepairedModel } from "./checked.ts";

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

/** A stability rewrite that the compiler made in a run's program. */
export interface Formula {
  readonly id: string;
  /** As it was written, and what is computed in its place. */
  readonly before: string;
  readonly after: string;
  readonly why: string;
  /** Where the form that was written fails. */
  readonly failsAt: string;
}

export type Loaded = "ONNX Runtime" | "MNIST";

export type FromTrainer =
  /** Bytes; total 0 where it is not known. */
  | { readonly t: "loading"; readonly what: Loaded; readonly loaded: number; readonly total: number }
  /** At most ten times a second. */
  | { readonly t: "events"; readonly run: number; readonly events: readonly RunEvent[] }
  | { readonly t: "state"; readonly run: number; readonly state: "preparing" | "running" | "paused" | "ended" }
  | { readonly t: "formulas"; readonly run: number; readonly formulas: readonly Formula[] }
  | { readonly t: "engine"; readonly facts: Readonly<Record<string, string | number | boolean>> }
  /** null where no network is there yet. */
  | { readonly t: "classified"; readonly id: number; readonly answer: DrawingAnswer | null }
  | { readonly t: "views"; readonly id: number; readonly views: unknown }
  /** null before the images are there. */
  | { readonly t: "image"; readonly id: number; readonly image: TestImage | null }
  /** In place of the answer to a question. */
  | { readonly t: "failed"; readonly id: number; readonly refusal: Refusal }
  /** Of a run, which ends with it. */
  | { readonly t: "refused"; readonly run: number; readonly refusal: Refusal };

export interface ToDoctor {
  readonly experiment: ExperimentJson;
  /** The record of the run as it was. */
  readonly events: readonly RunEvent[];
  readonly budgetSeconds: number;
}

export type FromDoctor =
  | {
      readonly t: "progress";
      readonly stage: string;
      readonly replays: number;
      readonly best: string | null;
    }
  /** As `doctor --json` prints it. */
  | { readonly t: "diagnosed"; readonly diagnosis: unknown }
  | { readonly t: "refused"; readonly refusal: Refusal };

export interface ToChecker {
  readonly id: number;
  readonly asked: CheckAsked;
}

export type FromChecker =
  | { readonly t: "stage"; readonly id: number; readonly stage: CheckStage }
  | {
      readonly t: "checked";
      readonly id: number;
      readonly checked: CheckedModel;
      /** What `evenkeel check` prints, and what it prints with --json, which may be long. */
      readonly text: string;
      readonly report: Blob;
    }
  /** The last of a check; null where there was nothing to repair. */
  | { readonly t: "repaired"; readonly id: number; readonly repaired: RepairedModel | null }
  /** `missing`: files with data of the model that were not given. */
  | { readonly t: "refused"; readonly id: number; readonly refusal: Refusal; readonly missing: readonly string[] };

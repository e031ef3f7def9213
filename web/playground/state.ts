/** @file What the playground shows beside the run itself: its setup, the lesson, what the workers are doing. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Lesson } from "../lessons/_lesson.ts";
import type { Formula, Loaded, Refusal } from "../workers/protocol.ts";
import { healthy, type Setup } from "./setup/setup.ts";

export type Phase = "waiting" | "preparing" | "running" | "paused" | "ended";

export const setup: Signal<Setup> = signal(healthy);
export const lesson: Signal<Lesson | null> = signal(null);
/** Number of the choice that was made; null before. */
export const guess: Signal<number | null> = signal(null);
/** Whether the lesson waits for a guess: nothing runs before. */
export const asks: ReadonlySignal<boolean> = computed(() => lesson.value !== null && guess.value === null);

export const phase: Signal<Phase> = signal("waiting");
/** Whether what trains now is the proposed repair. */
export const repairing: Signal<boolean> = signal(false);

export interface Progress {
  readonly loaded: number;
  /** 0 where it is not known. */
  readonly total: number;
}
export const loading: Signal<ReadonlyMap<Loaded, Progress>> = signal(new Map());
export const engineFacts: Signal<Readonly<Record<string, string | number | boolean>> | null> = signal(null);
/** What the compiler made safe in the run that was started last. */
export const formulas: Signal<readonly Formula[]> = signal([]);
export const refusal: Signal<Refusal | null> = signal(null);

export interface Examination {
  readonly stage: string;
  readonly replays: number;
  readonly best: string | null;
}
/** What the doctor is at; null where it is not at work. */
export const examination: Signal<Examination | null> = signal(null);

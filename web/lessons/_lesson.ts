/** @file What a lesson is: a network that breaks, a question before it runs, and what its reader should have seen. */
import type { Run } from "../model/run.ts";
import type { Setup } from "../playground/setup/setup.ts";

interface Choice {
  readonly text: string;
  readonly right: boolean;
  /** Said of this guess after the run. */
  readonly answer: string;
}

export interface Lesson {
  /** Stands in the address. */
  readonly id: string;
  /** At most three words. */
  readonly title: string;
  /** What was done to the network and who does it, in two or three sentences. */
  readonly story: string;
  /** What differs from the healthy setup. */
  readonly breaks: Partial<Setup>;
  /** Asked before it runs; exactly one choice is right. */
  readonly question: string;
  readonly choices: readonly Choice[];
  /** What broke first, with numbers of this run: op, value and limit, or what stands still. */
  readonly seen: (run: Run) => string;
  /** The panel in which it is seen best. */
  readonly panel: "cost" | "logits" | "gradients" | "updates" | "alive" | "activations";
  /** Ids of causes: the doctor is to prove one of them. */
  readonly causes: readonly string[];
  /** The sentence to take home. */
  readonly moral: string;
}

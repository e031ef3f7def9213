/** @file Where a run comes from: a server beside it, or a file. */
import type { Classify } from "../draw/answer.ts";
import type { Run } from "../model/run.ts";

/** A run in the server's list. */
export interface RunEntry {
  readonly id: string;
  readonly name: string;
  readonly started: string | null;
  readonly state: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly cost: number | null;
}

export interface Source {
  /** What can be asked for beside looking. */
  readonly actions: {
    stop?(): Promise<void>;
    diagnose?(): Promise<void>;
    replay?(): Promise<void>;
    /** Loads the run of a list to compare with. */
    compare?(id: string): Promise<Run>;
    /** By the newest saved network. */
    readonly classify?: Classify;
    /** Address of the run as one HTML file. */
    readonly page?: string;
  };
  close(): void;
}

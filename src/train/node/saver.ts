/** @file Saves a run's state now and then, and when it ends; a failing save is reported and loses nothing. */
import { join } from "node:path";
import { batchesOf, positionOf } from "../../data/batches.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { Value } from "../../graph/dtype.ts";
import type { Facts } from "../../record/events.ts";
import { DataError, EvenkeelError } from "../../util/errors.ts";
import { type Checkpoint, type Json, saveCheckpoint } from "../checkpoint.ts";
import type { Progress, RunState } from "../outcome.ts";
import { nodeFileSystem } from "./fileSystem.ts";
import { runFiles } from "./runFolder.ts";

/** Milliseconds between saves while a run goes on: a save of this network takes about 30 ms. */
const leastInterval = 10_000;

/** Parameters of the best epoch lie in the checkpoint's state beside the last ones. */
const bestPrefix = "best epoch:";

/** A checkpoint's folder and the steps done in it. */
export interface Saved {
  readonly path: string;
  readonly step: number;
}

export interface SaverContext {
  readonly folder: string;
  readonly experiment: Experiment;
  readonly facts: Facts;
  readonly examples: number;
  /** Names of the parameters among the state's values. */
  readonly parameters: readonly string[];
  /** The checkpoint that the run goes on from. */
  readonly loaded: Saved | null;
  /** Sees what went wrong without stopping the run. */
  readonly warn: (error: EvenkeelError) => void;
}

export class Saver {
  readonly #context: SaverContext;
  #savedAt = performance.now();
  #saved: Saved | null;
  #failure: EvenkeelError | null = null;

  constructor(context: SaverContext) {
    this.#context = context;
    this.#saved = context.loaded;
  }

  /** The newest checkpoint; null where there is none. */
  get saved(): Saved | null {
    return this.#saved;
  }

  /** Why the last attempt failed; null where it did not. */
  get failure(): EvenkeelError | null {
    return this.#failure;
  }

  /** For the loop: while the run goes on, only where the last save is long ago. */
  async offer(read: () => Promise<RunState>, reason: "call" | "epoch" | "stop"): Promise<void> {
    if (reason !== "stop" && performance.now() - this.#savedAt < leastInterval) return;
    await this.save(await read());
  }

  /** Does nothing where this step is saved already, or where a parameter is not finite: what was saved is better. */
  async save(state: RunState): Promise<void> {
    if (state.step === this.#saved?.step || !this.#isFinite(state)) return;
    const folder = join(this.#context.folder, runFiles.checkpoints);
    this.#savedAt = performance.now();
    try {
      const { name, warnings } = await saveCheckpoint(nodeFileSystem, folder, checkpointOf(state, this.#context));
      this.#saved = { path: join(folder, name), step: state.step };
      this.#failure = null;
      for (const warning of warnings) this.#context.warn(new DataError(warning));
    } catch (error) {
      if (!(error instanceof EvenkeelError)) throw error;
      this.#failure = error;
      this.#context.warn(error);
    }
  }

  #isFinite({ values }: RunState): boolean {
    return this.#context.parameters.every((name) => allFinite(values[name]!));
  }
}

const allFinite = ({ data }: Value): boolean => {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
};

function checkpointOf(state: RunState, { experiment, facts, examples }: SaverContext): Checkpoint {
  const { epoch, batch } = positionOf(state.step, batchesOf(examples, experiment.batchSize));
  const best = Object.entries(state.best ?? {}).map(([name, value]) => [`${bestPrefix}${name}`, value] as const);
  return {
    step: state.step,
    epoch,
    batch,
    experiment,
    facts,
    state: { ...state.values, ...Object.fromEntries(best) },
    progress: { ...state.progress } as unknown as Json,
  };
}

export function stateOf({ step, state, progress }: Checkpoint): RunState {
  const values: Record<string, Value> = {};
  const best: Record<string, Value> = {};
  for (const [name, value] of Object.entries(state)) {
    if (name.startsWith(bestPrefix)) best[name.slice(bestPrefix.length)] = value;
    else values[name] = value;
  }
  return { step, values, progress: progress as unknown as Progress, best: Object.keys(best).length > 0 ? best : null };
}

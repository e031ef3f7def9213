/** @file The views of runs, computed in processes of their own and kept as long as the run has no newer checkpoint. */
import { newestCheckpoint } from "../train/node/newestCheckpoint.ts";
import { exitCode } from "../util/errors.ts";
import type { Child, StartCommand } from "./children.ts";

interface Held {
  readonly checkpoint: string;
  readonly json: Promise<string | null>;
}

export class ViewsOfRuns {
  readonly #start: StartCommand;
  readonly #held = new Map<string, Held>();
  #running: Child | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(start: StartCommand) {
    this.#start = start;
  }

  /** As JSON; null where there is nothing to see yet. */
  get(folder: string): Promise<string | null> {
    const checkpoint = newestCheckpoint(folder);
    if (checkpoint === null) return Promise.resolve(null);
    const held = this.#held.get(folder);
    if (held?.checkpoint === checkpoint) return held.json;
    // One after the other: each reads a data set.
    const json = this.#last.then(() => this.#compute(folder));
    this.#last = json;
    this.#held.set(folder, { checkpoint, json });
    return json;
  }

  close(): void {
    this.#running?.stop();
  }

  async #compute(folder: string): Promise<string | null> {
    this.#running = this.#start(["views", folder, "--json"], { idle: true });
    const { code, stdout } = await this.#running.finished;
    this.#running = null;
    return code === exitCode.done ? stdout : null;
  }
}

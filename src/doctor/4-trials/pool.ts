/** @file Replays in several processes, or workers of a page, each with its own engine and its own copy of the data. */
import { milliseconds } from "../../util/clock.ts";
import type { Replay, Replayed, Replayer } from "./trial.ts";

/** To a process. */
export interface ReplayOrder {
  readonly id: number;
  readonly replay: Replay;
  readonly seconds: number;
}

/** From a process. */
export type ReplayReport =
  | { readonly id: number; readonly replayed: Replayed }
  | { readonly id: number; readonly bug: string };

interface ReplayProcess {
  send(order: ReplayOrder): void;
  end(): void;
}

/** Starts a process that answers each order by `report`, and tells by `died` that it is no more. */
export type StartProcess = (hooks: {
  readonly report: (report: ReplayReport) => void;
  readonly died: (why: string) => void;
}) => ReplayProcess;

interface Job {
  readonly replay: Replay;
  /** By the clock of this process. */
  readonly endsAt: number;
  readonly resolve: (replayed: Replayed) => void;
  readonly reject: (error: Error) => void;
}

export function replayPool(start: StartProcess, processes: number): Replayer {
  const lanes = Array.from({ length: Math.max(1, processes) }, () => new Lane(start));
  const waiting: Job[] = [];
  const next = (): void => {
    for (const lane of lanes) {
      if (lane.busy) continue;
      const job = waiting.shift();
      if (!job) return;
      lane.run(job, next);
    }
  };
  return {
    parallel: lanes.length,
    replay: (replay, seconds = Number.POSITIVE_INFINITY) =>
      new Promise((resolve, reject) => {
        waiting.push({ replay, endsAt: milliseconds() + 1000 * seconds, resolve, reject });
        next();
      }),
    dispose: async () => {
      for (const lane of lanes) lane.end();
    },
  };
}

/** One process and the replay that it works on; a process that died is started again. */
class Lane {
  readonly #startProcess: StartProcess;
  #process: ReplayProcess | null = null;
  #job: Job | null = null;
  #done: () => void = () => {};
  #id = 0;

  constructor(start: StartProcess) {
    this.#startProcess = start;
    this.#start();
  }

  get busy(): boolean {
    return this.#job !== null;
  }

  #start(): ReplayProcess {
    const process = this.#startProcess({
      report: (report) => {
        if (report.id !== this.#id) return;
        if ("bug" in report) this.#settle((job) => job.reject(new Error(report.bug)));
        else this.#settle((job) => job.resolve(report.replayed));
      },
      died: (why) => {
        if (this.#process !== process) return;
        this.#process = null;
        this.#settle((job) => job.resolve(died(why)));
      },
    });
    this.#process = process;
    return process;
  }

  run(job: Job, done: () => void): void {
    this.#job = job;
    this.#done = done;
    const process = this.#process ?? this.#start();
    this.#id++;
    const seconds = Math.max(0, job.endsAt - milliseconds()) / 1000;
    process.send({ id: this.#id, replay: job.replay, seconds });
  }

  #settle(answer: (job: Job) => void): void {
    const job = this.#job;
    this.#job = null;
    if (!job) return;
    answer(job);
    this.#done();
  }

  end(): void {
    const process = this.#process;
    this.#process = null;
    process?.end();
  }
}

/** A replay that took its process with it: out of memory, as a rule. */
const died = (why: string): Replayed => ({
  score: Number.NaN,
  passed: false,
  steps: 0,
  epochs: 0,
  ended: "refused",
  refusal: `its process ended: ${why}`,
  seconds: 0,
});

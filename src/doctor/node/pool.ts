/** @file Replays in processes of their own, one a core: each with its own ONNX Runtime and its own copy of the data. */
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { milliseconds } from "../../util/clock.ts";
import type { Replay, Replayed, Replayer } from "../4-trials/trial.ts";
import type { WorkerMessage, WorkerReport } from "./worker.ts";

const workerFile = new URL("./worker.js", import.meta.url);
/** More processes than this wait for memory. */
const mostProcesses = 8;

interface Job {
  readonly replay: Replay;
  /** By the clock of this process. */
  readonly endsAt: number;
  readonly resolve: (replayed: Replayed) => void;
  readonly reject: (error: Error) => void;
}

export function replayPool(baseFolder: string, processes: number = availableParallelism()): Replayer {
  const lanes = Array.from({ length: Math.min(mostProcesses, Math.max(1, processes)) }, () => new Lane(baseFolder));
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
  readonly #baseFolder: string;
  #process: ChildProcess | null = null;
  #job: Job | null = null;
  #done: () => void = () => {};
  #id = 0;

  constructor(baseFolder: string) {
    this.#baseFolder = baseFolder;
    this.#start();
  }

  get busy(): boolean {
    return this.#job !== null;
  }

  #start(): ChildProcess {
    const child = fork(workerFile, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      execArgv: [],
    });
    child.on("message", (report: WorkerReport) => {
      if (report.id !== this.#id) return;
      if ("bug" in report) this.#settle((job) => job.reject(new Error(report.bug)));
      else this.#settle((job) => job.resolve(report.replayed));
    });
    child.on("exit", (code, signal) => {
      if (this.#process !== child) return;
      this.#process = null;
      this.#settle((job) => job.resolve(died(signal ?? `exit code ${code}`)));
    });
    child.send({ baseFolder: this.#baseFolder } satisfies WorkerMessage);
    this.#process = child;
    return child;
  }

  run(job: Job, done: () => void): void {
    this.#job = job;
    this.#done = done;
    const child = this.#process ?? this.#start();
    this.#id++;
    const seconds = Math.max(0, job.endsAt - milliseconds()) / 1000;
    child.send({ id: this.#id, replay: job.replay, seconds } satisfies WorkerMessage);
  }

  #settle(answer: (job: Job) => void): void {
    const job = this.#job;
    this.#job = null;
    if (!job) return;
    answer(job);
    this.#done();
  }

  end(): void {
    const child = this.#process;
    this.#process = null;
    child?.kill();
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

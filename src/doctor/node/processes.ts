/** @file Processes that replay, one a core. */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { type ReplayReport, replayPool, type StartProcess } from "../4-trials/pool.ts";
import type { Replayer } from "../4-trials/trial.ts";
import type { WorkerMessage } from "./worker.ts";

const workerFile = new URL("./worker.js", import.meta.url);
/** More processes than this wait for memory. */
const mostProcesses = 8;

/** @param baseFolder where relative paths of the data start */
export function processPool(baseFolder: string, processes: number = availableParallelism()): Replayer {
  const start: StartProcess = ({ report, died }) => {
    const child = fork(workerFile, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      execArgv: [],
    });
    const send = (message: WorkerMessage): void => void child.send(message);
    child.on("message", (message) => report(message as ReplayReport));
    child.on("exit", (code, signal) => died(signal ?? `exit code ${code}`));
    send({ baseFolder });
    return { send, end: () => void child.kill() };
  };
  return replayPool(start, Math.min(mostProcesses, processes));
}

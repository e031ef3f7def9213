/** @file Commands in processes of their own, so that the server answers whatever they do. */
import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";

/** Of a diagnosis: a data set that is written out is a part of it. */
const mostOutput = 64 * 1024 * 1024;
/** What is kept of the last words of a command. */
const lastWords = 4096;

/** Of a command that failed, in a line. */
export const wordsOf = (stderr: string): string =>
  stderr.trim().replace(/\s+/g, " ").slice(0, 400) || "it said nothing";

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly finished: Promise<Finished>;
  /** What is sent to a process that has ended is lost. */
  send(message: object): void;
  stop(): void;
}

interface ChildOptions {
  /** Whether anything else is more urgent. */
  readonly idle?: boolean;
  readonly onMessage?: (message: unknown) => void;
}

/** Starts one of our commands; the command line says how. */
export type StartCommand = (args: readonly string[], options?: ChildOptions) => Child;

/** @param main the command line's entry */
export const commandsOf =
  (main: string): StartCommand =>
  (args, options = {}) => {
    const child = fork(main, args, { stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [] });
    if (options.idle && child.pid !== undefined) setIdle(child.pid);
    if (options.onMessage) child.on("message", options.onMessage);
    return {
      finished: finishedOf(child),
      send: (message) => void (child.connected && child.send(message, () => {})),
      stop: () => void child.kill("SIGTERM"),
    };
  };

function setIdle(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // It then runs as everything else does.
  }
}

function finishedOf(child: ChildProcess): Promise<Finished> {
  let [stdout, stderr] = ["", ""];
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (stdout.length > mostOutput) child.kill("SIGKILL");
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-lastWords);
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, stdout: "", stderr: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** @file Ctrl-C and SIGTERM: the first asks the run to stop after its step, a second Ctrl-C ends the process at once. */
import { exitCode } from "../../util/errors.ts";

export interface StopSignals {
  /** What was asked for; null where nothing was. */
  requested(): "interrupted" | "terminated" | null;
  dispose(): void;
}

/** @param first called once, at the first signal */
export function listenForStop(first: (reason: "interrupted" | "terminated") => void): StopSignals {
  let reason: "interrupted" | "terminated" | null = null;
  const ask = (asked: "interrupted" | "terminated"): void => {
    reason = asked;
    first(asked);
  };
  const onInterrupt = (): void => {
    if (reason) process.exit(exitCode.interrupted);
    ask("interrupted");
  };
  const onTerminate = (): void => {
    if (!reason) ask("terminated");
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  process.on("SIGHUP", onTerminate);
  return {
    requested: () => reason,
    dispose: () => {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
      process.off("SIGHUP", onTerminate);
    },
  };
}

/** @file Ctrl-C and SIGTERM: the first asks the run to stop after its step, a second Ctrl-C ends the process at once. */
import { exitCode } from "../../util/errors.ts";

/** What was asked for; null where nothing was. */
export type StopRequested = () => "interrupted" | "terminated" | null;

/** Listens until the process ends. @param first called once, at the first signal */
export function listenForStop(first: (reason: "interrupted" | "terminated") => void): StopRequested {
  let reason: "interrupted" | "terminated" | null = null;
  const ask = (asked: "interrupted" | "terminated"): void => {
    reason = asked;
    first(asked);
  };
  const onInterrupt = (): void => {
    if (reason) quit(onInterrupt);
    else ask("interrupted");
  };
  const onTerminate = (): void => {
    if (!reason) ask("terminated");
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  process.on("SIGHUP", onTerminate);
  return () => reason;
}

/** process.exit would wait for the engine's thread and abort in it; a signal ends at once, and shells see 130. */
function quit(listener: () => void): void {
  if (process.platform === "win32") process.exit(exitCode.interrupted);
  process.off("SIGINT", listener);
  process.kill(process.pid, "SIGINT");
}

/** @file A diagnosis that Ctrl-C ends at once: with what was found until then where that comes soon enough. */
import type { Progress } from "../../doctor/diagnose.ts";
import type { DiagnosisOutcome } from "../../doctor/node/doctor.ts";
import { count } from "../format.ts";
import { listenForStop } from "../train/signals.ts";
import type { ProgressView } from "./progress.ts";

export interface Examined {
  /** null where it was stopped before there was anything to conclude from. */
  readonly outcome: DiagnosisOutcome | null;
  readonly stopped: "interrupted" | "terminated" | null;
  /** What is known without an outcome, in a line. */
  readonly known: string;
  /** Ends the process by the signal: its engine's threads would hold an ordinary end up. */
  stop(): never;
}

type Diagnose = (
  signal: { readonly aborted: boolean },
  onProgress: (progress: Progress) => void,
) => Promise<DiagnosisOutcome>;

/** Replays that are under way end with their epoch; longer than this nobody waits after Ctrl-C. */
const graceMilliseconds = 1500;

export async function stoppable(view: ProgressView, diagnose: Diagnose): Promise<Examined> {
  let [last, give]: [Progress | null, () => void] = [null, () => {}];
  const signal = { aborted: false };
  const late = new Promise<null>((resolve) => {
    give = () => setTimeout(() => resolve(null), graceMilliseconds);
  });
  const reason = listenForStop(() => {
    signal.aborted = true;
    view.say("stopping… (Ctrl-C again to quit now)");
    give();
  });
  const diagnosis = diagnose(signal, (progress) => {
    last = progress;
    view.update(progress);
  });
  const outcome = await Promise.race([diagnosis, late]);
  if (outcome === null) diagnosis.catch(() => {});
  return { outcome, stopped: reason(), known: knownOf(last), stop: () => endBy(reason() ?? "interrupted") };
}

function knownOf(last: Progress | null): string {
  const { replays, best } = last ?? { replays: 0, best: null };
  return `stopped after ${count(replays, "replay")}${best ? `; the best was ${best}` : ", before anything was found"}`;
}

function endBy(reason: "interrupted" | "terminated"): never {
  const name = reason === "interrupted" ? "SIGINT" : "SIGTERM";
  process.removeAllListeners(name);
  process.kill(process.pid, name);
  throw new Error("unreachable: the process ends by the signal");
}

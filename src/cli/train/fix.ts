/** @file `train --fix`: finds out why a run failed, puts the run back to its last good state, changes what was proved. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnoseSource } from "../../doctor/node/doctor.ts";
import { changeText, type Repair, repairRun } from "../../doctor/node/repair.ts";
import { parseEvents } from "../../record/reader.ts";
import { runFiles } from "../../train/node/runFolder.ts";
import type { SessionOutcome } from "../../train/node/session.ts";
import { count } from "../format.ts";
import { jobOf, type Source } from "../source.ts";

/** Seconds that the search may take: most runs that fail are small or fail early. */
const budgetSeconds = 60;

export interface Fix {
  /** null where nothing was proved. */
  readonly repair: Repair | null;
  /** What was found, in a few lines. */
  readonly text: string;
}

/** Diagnoses the run that `result` tells of and makes its folder ready to go on. */
export async function fixRun(
  { folder, start }: SessionOutcome,
  source: Source,
  say: (text: string) => void,
  signal: { readonly aborted: boolean },
): Promise<Fix> {
  const { origin, experiment } = jobOf(source, start.experiment);
  say("looking for the cause by replaying the run with one change at a time…");
  const path = join(folder, runFiles.record);
  const { diagnosis } = await diagnoseSource({
    name: source.name,
    experiment,
    baseFolder: origin.baseFolder,
    program: source.program,
    formulas: source.formulas,
    events: parseEvents(readFileSync(path, "utf8"), path).events,
    budgetSeconds,
    signal,
  });
  const repair = await repairRun(folder, diagnosis);
  const { recommended, verdict, causes, replays, seconds } = diagnosis;
  const spent = `${count(replays, "replay")} in ${Math.round(seconds)} s`;
  if (!repair || !recommended) return { repair: null, text: `no change was proved to help (${verdict}; ${spent})` };
  const why = causes.filter((cause) => cause.recommended).map(({ title }) => title);
  const { repaired, seeds } = recommended.trials;
  return {
    repair,
    text: [
      `found: ${why.join("; ")} (${spent})`,
      ...recommended.changes.map((change) => `  ${changeText(change)}`),
      `proved: the goal is reached in ${repaired} of ${seeds} seeds with this, and not without it`,
      repair.step === 0 ? "training again from the first step" : `going on from step ${repair.step}`,
    ].join("\n"),
  };
}

/** @file Makes a run ready to go on with what was proved: the changed experiment, from the last good state. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "../../experiment/changes.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { FindingEvent } from "../../record/events.ts";
import { type RunRecord, readRecord } from "../../record/reader.ts";
import { loadCheckpoint, saveCheckpoint } from "../../train/checkpoint.ts";
import { nodeFileSystem } from "../../train/node/fileSystem.ts";
import { runFiles } from "../../train/node/runFolder.ts";
import type { Diagnosis, Recommendation } from "../5-report/diagnosis.ts";

export interface Repair {
  readonly experiment: Experiment;
  /** Steps that are kept; 0: the run begins again. */
  readonly step: number;
  /** For the record: what was changed and why. */
  readonly finding: FindingEvent;
}

/** Changes under which a state can be gone on from: its shapes, its data and what its numbers mean stay the same. */
const carried =
  /^(optimizer\.(?!name)\w+|optimizer\.schedule\.\w+|rewrites|gradients|loss\.reduction|loss\.classWeights)$/;

/**
 * Applies what the diagnosis proved to the run in `folder`; null where nothing was proved. The state before the failure
 * is kept where the changes allow it and the cost had fallen until then; else the run begins again.
 */
export async function repairRun(folder: string, diagnosis: Diagnosis): Promise<Repair | null> {
  const { recommended, causes } = diagnosis;
  const proved = causes.filter((cause) => cause.recommended && cause.confidence === "proved");
  if (!recommended || proved.length === 0) return null;
  const checkpoints = join(folder, runFiles.checkpoints);
  const path = join(folder, runFiles.record);
  const step = goesOn(readRecord(readFileSync(path, "utf8"), path), recommended)
    ? await rewritten(checkpoints, recommended.experiment)
    : 0;
  if (step === 0) rmSync(checkpoints, { recursive: true, force: true });
  const names = proved.map(({ id }) => id).join(", ");
  const { repaired, seeds } = recommended.trials;
  return {
    experiment: recommended.experiment,
    step,
    finding: {
      t: "finding",
      id: "fixed",
      step,
      message: `${recommended.changes.map(changeText).join("; ")}: proved by replay in ${repaired} of ${seeds} seeds (${names})`,
      where: step === 0 ? "from the first step" : `from step ${step}`,
      remedy: null,
    },
  };
}

export const changeText = ({ path, from, to }: Change): string =>
  `${path} ${JSON.stringify(from)} → ${JSON.stringify(to)}`;

/** Whether the cost was lower before the failure than at first, and the changes leave the state its meaning. */
function goesOn({ steps, end }: RunRecord, { changes }: Recommendation): boolean {
  if (end?.stopped !== "diverged" || !changes.every(({ path }) => carried.test(path))) return false;
  const before = steps.filter(({ step }) => step < end.step);
  const [first, last] = [before[0], before.at(-1)];
  return first !== undefined && last !== undefined && last.cost < first.cost;
}

/** The newest checkpoint written again under the changed experiment; its step, or 0 where there is none. */
async function rewritten(checkpoints: string, experiment: Experiment): Promise<number> {
  const loaded = await loadCheckpoint(nodeFileSystem, checkpoints, null);
  if (!loaded || loaded.checkpoint.step === 0) return 0;
  await saveCheckpoint(nodeFileSystem, checkpoints, { ...loaded.checkpoint, experiment });
  return loaded.checkpoint.step;
}

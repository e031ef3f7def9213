/** @file The views of a run that was saved: its newest checkpoint on its own data. */
import { join } from "node:path";
import { loadDataset } from "../../data/node/load.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { loadCheckpoint } from "../../train/checkpoint.ts";
import { nodeFileSystem } from "../../train/node/fileSystem.ts";
import { runFiles } from "../../train/node/runFolder.ts";
import { stateOf } from "../../train/node/saver.ts";
import type { Job } from "../../train/node/session.ts";
import { planExperiment } from "../../train/plan.ts";
import type { Views } from "../views.ts";
import { viewsOf } from "../viewsOf.ts";

/** null where the run has no checkpoint yet. @param job the run's own experiment */
export async function viewsOfRun(job: Job, folder: string): Promise<Views | null> {
  const loaded = await loadCheckpoint(nodeFileSystem, join(folder, runFiles.checkpoints), null);
  if (!loaded) return null;
  const { experiment, origin, plan = planExperiment } = job;
  const { seed, precision } = experiment;
  const dataset = loadDataset(experiment.data, { baseFolder: origin.baseFolder, seed, precision });
  const { values, best, step } = stateOf(loaded.checkpoint);
  // One thread, which waits without spinning: the run may be training beside it.
  const engine = await ortNodeEngine({ threads: 1, spinning: false });
  try {
    return await viewsOf(engine, { plan: plan(experiment, dataset), dataset, parameters: best ?? values }, step);
  } finally {
    await engine.dispose();
  }
}

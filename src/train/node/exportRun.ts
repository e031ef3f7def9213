/** @file The ONNX model of a run that was saved, also of one that was stopped. */
import { join } from "node:path";
import { loadDataset } from "../../data/node/load.ts";
import { experimentHash } from "../../experiment/hash.ts";
import { UsageError } from "../../util/errors.ts";
import { loadCheckpoint } from "../checkpoint.ts";
import { exportModel } from "../export.ts";
import { planExperiment } from "../plan.ts";
import { nodeFileSystem } from "./fileSystem.ts";
import { runFiles, writeModel } from "./runFolder.ts";
import { stateOf } from "./saver.ts";
import type { Job } from "./session.ts";

export interface ExportedRun {
  readonly path: string;
  /** Steps that the exported parameters were trained for; those of the best epoch where the best are kept. */
  readonly step: number;
}

/** @param job the run's own experiment */
export async function exportRun(job: Job, folder: string, path: string): Promise<ExportedRun> {
  const loaded = await loadCheckpoint(nodeFileSystem, join(folder, runFiles.checkpoints), null);
  if (!loaded) {
    throw new UsageError("The run has no checkpoint to export", {
      where: folder,
      help: `train it first: evenkeel train --resume ${folder}`,
    });
  }
  const { experiment, origin, plan = planExperiment } = job;
  const { baseFolder } = origin;
  const dataset = loadDataset(experiment.data, { baseFolder, seed: experiment.seed, precision: experiment.precision });
  const { values, best } = stateOf(loaded.checkpoint);
  const details = { experiment: experimentHash(experiment) };
  writeModel(path, exportModel(plan(experiment, dataset), dataset, best ?? values, details));
  return { path, step: loaded.checkpoint.step };
}

/** @file The files that `doctor` leaves: the report, and the repaired experiment wherever it is written. */
import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { DataSpec, Experiment } from "../../experiment/types.ts";
import { DataError } from "../../util/errors.ts";

/** @throws DataError where the file cannot be written */
export function writeText(path: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileAtomic.sync(path, text);
  } catch (error) {
    throw new DataError("The file cannot be written", { where: path, found: (error as Error).message });
  }
}

const pathFields: ReadonlySet<string> = new Set(["path", "test", "images", "labels", "testImages", "testLabels"]);

/** The experiment with its relative paths as they are seen from another folder. */
export function movedTo(folder: string, experiment: Experiment, baseFolder: string): Experiment {
  const [from, to] = [resolve(baseFolder), resolve(folder)];
  if (from === to) return experiment;
  const data = Object.entries(experiment.data).map(([field, value]) => {
    const isPath = pathFields.has(field) && typeof value === "string" && !isAbsolute(value);
    return [field, isPath ? relative(to, resolve(from, value as string)) : value];
  });
  return { ...experiment, data: Object.fromEntries(data) as DataSpec };
}

/** Writes an experiment that `train` accepts. */
export function writeExperiment(path: string, experiment: Experiment, baseFolder: string): void {
  const moved = movedTo(dirname(resolve(path)), experiment, baseFolder);
  writeText(path, `${JSON.stringify(moved, null, 2)}\n`);
}

/** @file The subject that a word of the command line names: an ONNX file, or an experiment or program with its data. */
import { existsSync } from "node:fs";
import { extname } from "node:path";
import { experimentSubject } from "../../check/experimentSubject.ts";
import { fileSubject, readRangesFile } from "../../check/node/checkFile.ts";
import type { Subject } from "../../check/subject.ts";
import { loadDataset } from "../../data/node/load.ts";
import { planExperiment } from "../../train/plan.ts";
import { UsageError } from "../../util/errors.ts";
import { jobOf, readSource } from "../source.ts";

export interface Asked {
  readonly ranges: string | undefined;
  readonly dims: Readonly<Record<string, number>>;
}

export const isModel = (word: string): boolean => extname(word).toLowerCase() === ".onnx";

export async function subjectOf(what: string, { ranges, dims }: Asked): Promise<Subject> {
  if (isModel(what)) {
    if (!existsSync(what)) throw new UsageError(`There is no file "${what}"`);
    return fileSubject(what, { dims, ...(ranges !== undefined && { ranges }) });
  }
  if (ranges !== undefined) {
    readRangesFile(ranges);
    throw new UsageError("--ranges is for ONNX models", {
      help: "the ranges of an experiment are those of its data and its initial weights",
    });
  }
  const { experiment, origin, plan = planExperiment } = jobOf(await readSource(what));
  const { seed, precision } = experiment;
  const dataset = loadDataset(experiment.data, { baseFolder: origin.baseFolder, seed, precision });
  return experimentSubject({ name: what, plan: plan(experiment, dataset), dataset, seed });
}

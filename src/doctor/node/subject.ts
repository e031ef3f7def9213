/** @file A subject whose data lie in files. */
import { loadDataset } from "../../data/node/load.ts";
import type { Experiment } from "../../experiment/types.ts";
import { type FitModel, planFit } from "../../fit.ts";
import { planExperiment } from "../../train/plan.ts";
import type { Subject } from "../subject.ts";

export type ProgramFormulas = Exclude<FitModel<unknown>, readonly unknown[]>;

export interface NodeSubject {
  readonly experiment: Experiment;
  /** Relative paths of the data start here. */
  readonly baseFolder: string;
  readonly program: string | null;
  readonly formulas: ProgramFormulas | null;
}

/** What was read stays in memory: changed experiments read the same files. */
export function nodeSubject({ experiment, baseFolder, program, formulas }: NodeSubject): Subject {
  const cache = new Map<string, unknown>();
  return {
    experiment,
    dataset: ({ data, seed, precision }) => loadDataset(data, { baseFolder, seed, precision, cache }),
    plan: (changed, dataset) => (formulas ? planFit(formulas, changed, dataset) : planExperiment(changed, dataset)),
    program: formulas && { file: program ?? "the program", handWrittenGradients: formulas.gradients !== undefined },
  };
}

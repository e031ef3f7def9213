/** @file What is diagnosed: an experiment, and how to make a plan of a changed one. */
import type { Dataset } from "../data/dataset.ts";
import type { Experiment, Goal } from "../experiment/types.ts";
import type { Plan } from "../train/plan.ts";

export interface Subject {
  readonly experiment: Experiment;
  /** The data of this or a changed experiment. @throws UsageError or DataError where they do not fit */
  dataset(experiment: Experiment): Dataset;
  /** Everything the training loop needs. @throws UsageError where model and data do not fit */
  plan(experiment: Experiment, dataset: Dataset): Plan;
  /** Where the model is a program's formulas: no layers to look at or to change. */
  readonly program: {
    /** As the user named it. */
    readonly file: string;
    /** Whether the backward pass is written by hand. */
    readonly handWrittenGradients: boolean;
  } | null;
}

/** An experiment whose goal is known: the one that was stated, or one that its data suggest. */
export type WithGoal = Experiment & { readonly goal: Goal };

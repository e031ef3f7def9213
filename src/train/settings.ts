/** @file What the training loop needs of an experiment, whether it came as JSON or from a program. */
import type { Experiment } from "../experiment/types.ts";

export type TrainSettings = Pick<
  Experiment,
  | "task"
  | "optimizer"
  | "batchSize"
  | "epochs"
  | "seed"
  | "precision"
  | "rewrites"
  | "metrics"
  | "earlyStopping"
  | "keepBest"
  | "goal"
  | "gradients"
> & {
  /** Name of the loss, or "cost" where a program computes its own. */
  readonly lossName: Experiment["loss"]["name"] | "cost";
  readonly targetEncoding: "raw" | "one-hot";
  readonly shuffle: boolean;
};

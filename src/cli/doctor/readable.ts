/** @file Whether the data can be read and the goal be measured at all: labels that do not fit the loss are for the doctor to find. */
import { loadDataset } from "../../data/node/load.ts";
import type { DataSpec, Experiment } from "../../experiment/types.ts";
import { UsageError } from "../../util/errors.ts";

/** @throws DataError for a file that is missing or damaged, UsageError for a column that it does not have */
export function checkReadable({ data, seed, precision }: Experiment, baseFolder: string): void {
  const { labelClasses: _, ...spec } = data as DataSpec & { readonly labelClasses?: number };
  const isNamed = spec.source === "mnist" || spec.source === "fashion-mnist";
  const plain = { targetEncoding: "raw", inputScaling: "none", targetScaling: "none", validation: null } as const;
  const counted = { classes: isNamed ? 10 : null, firstLabel: 0 };
  loadDataset({ ...spec, ...plain, ...counted }, { baseFolder, seed, precision });
}

/** @throws UsageError for a squared error of class numbers, which is not a number whatever is answered */
export function checkMeasurable({ data, goal }: Experiment): void {
  if (goal?.metric !== "relative-mse" || !("labelClasses" in data)) return;
  throw new UsageError("The goal cannot be measured on these data", {
    where: "goal.metric",
    found: '"relative-mse" of targets that are class numbers',
    help: 'use "accuracy" or "loss"',
  });
}

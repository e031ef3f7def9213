/** @file Columns that say nothing, or the same as others. */
import type { Experiment } from "../../experiment/types.ts";
import type { DataEvidence, Evidence } from "../1-evidence/evidence.ts";
import type { Cause } from "./_cause.ts";
import { inputColumns, isImages, type NamedEdit, present, shown, treatment } from "./_edits.ts";
import { withConstant } from "./_examples.ts";
import { percent, shortOfGoal, suspicion } from "./_readings.ts";

/** Columns that can go: constant ones, and the second of each pair. */
const redundant = ({ constantColumns, duplicateColumns }: DataEvidence): ReadonlySet<number> =>
  new Set([...constantColumns, ...duplicateColumns.map(([, second]) => second)]);

/** Names, or numbers where there are none. */
function named({ data }: Experiment, columns: readonly number[]): string {
  const names = columns.slice(0, 5).map((j) => (data.source === "csv" ? data.inputs[j]! : `column ${j}`));
  return names.join(", ") + (columns.length > names.length ? ` and ${columns.length - names.length} more` : "");
}

/** The inputs without those columns; null where all would go, or the experiment's columns are not those measured. */
function withoutThem(experiment: Experiment, { data: measured }: Evidence): NamedEdit | null {
  const { data } = experiment;
  const gone = redundant(measured);
  if (inputColumns(experiment) !== measured.features || gone.size >= measured.features) return null;
  const kept = <T>(row: readonly T[]): T[] => row.filter((_, j) => !gone.has(j));
  if (data.source === "csv") return { path: "data.inputs", to: kept(data.inputs) };
  return data.source === "inline" ? { path: "data.inputs", to: data.inputs.map(kept) } : null;
}

export const redundantFeaturesCause: Cause = {
  id: "redundant-features",
  title: "Some input columns are constant or repeat others",
  what: "Columns that are the same in every example tell nothing, and columns that repeat others nothing new. They cost weights, and a constant column that is not 0 acts as a further bias with a rate of its own.",
  why: "A constant column of value c adds w · c to every sum: a bias whose gradient is c times, and whose curvature c² times that of the true one. For c = 100 the largest stable learning rate is 10,000 times smaller. k equal columns share one weight's work and add their curvatures: k times steeper along their sum, flat along their differences.",
  remedy: "Leave the columns out; or standardize, which puts a constant column to 0.",
  except:
    "Constant pixels at the border of images are 0 and harmless, and so are constant columns of 0. Repeated columns seldom matter alone.",
  severity: "warning",
  references: [
    "Amazon SageMaker Debugger, rules for constant inputs",
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.3",
  ],
  explains: [
    "non-finite-cost",
    "rising-cost",
    "oscillating-cost",
    "large-updates",
    "exploding-gradients",
    "slow-learning",
    "goal-missed",
  ],
  examples: { bad: example(true), good: example(false) },
  weigh: shortOfGoal((evidence, experiment) => {
    const { data } = evidence;
    const [constant, repeated] = [data.constantColumns, data.duplicateColumns];
    if (isImages(experiment) || (constant.length === 0 && repeated.length === 0)) return null;
    const share = redundant(data).size / data.features;
    // Curvature c² along the weight of a constant c: 100 times that of a standardized column from 10 on.
    const size = data.largestConstant;
    const strong = size > 10;
    // Curvature along the sum of k equal columns is k times that of one.
    const copies = data.features / (data.features - repeated.length);
    const weight = Math.max(strong ? (size > 100 ? 0.7 : 0.5) : 0.2, copies >= 10 ? 0.6 : copies >= 2 ? 0.3 : 0);
    return suspicion(weight, [
      constant.length > 0
        ? { label: "constant columns", value: `${constant.length}: ${named(experiment, constant)}`, normal: "none" }
        : null,
      repeated.length > 0
        ? {
            label: "columns that repeat another",
            value: named(
              experiment,
              repeated.map(([, second]) => second),
            ),
            normal: "none",
          }
        : null,
      { label: "columns that add nothing", value: percent(share), normal: "0%" },
      strong ? { label: "value of a constant column", value: shown(size), normal: "0" } : null,
    ]);
  }),
  treatments(experiment, evidence) {
    if (isImages(experiment) || redundant(evidence.data).size === 0) return [];
    const edit = withoutThem(experiment, evidence);
    if (!edit) return [];
    const title = `leave out ${named(
      experiment,
      [...redundant(evidence.data)].sort((a, b) => a - b),
    )}`;
    return present([treatment(experiment, "inputs used", [edit], { title })]);
  },
};

function example(isConstant: boolean): unknown {
  return {
    data: withConstant(isConstant ? 100 : null),
    model: [{ type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate: 0.05 },
    batchSize: 20,
    epochs: 20,
    goal: { metric: "relative-mse", atMost: 0.05 },
  };
}

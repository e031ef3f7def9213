/** @file What the zoo is made of: healthy experiments, faults as edits of them, and both together as entries. */
import { applyChanges, type Experiment, type Formulas, parseExperiment } from "evenkeel";

/** Ids of the causes that can be planted, as the doctor's files are called. */
export const causeIds = [
  "unscaled-inputs",
  "unscaled-targets",
  "softmax-single-unit",
  "missing-output-activation",
  "wrong-output-activation",
  "output-range-mismatch",
  "double-softmax",
  "wrong-loss",
  "label-encoding",
  "output-units-mismatch",
  "naive-softmax",
  "class-imbalance",
  "redundant-features",
  "data-not-shuffled",
  "no-signal",
  "missing-nonlinearity",
  "learning-rate-too-high",
  "learning-rate-too-low",
  "missing-mean-reduction",
  "flipped-sign",
  "wrong-gradient",
  "dying-relu",
  "saturating-activation",
  "vanishing-gradient",
  "exploding-gradient",
  "bad-initialization",
  "too-few-epochs",
  "batch-too-large",
  "batch-too-small",
  "too-little-capacity",
  "dropout-too-strong",
  "weight-decay-too-strong",
  "optimizer-constants",
  "unsuited-optimizer",
  "goal-out-of-reach",
] as const;
export type CauseId = (typeof causeIds)[number];

export interface Edit {
  readonly path: string;
  readonly to: unknown;
}

/** One mistake: an edit of the healthy experiment, or a mistake that a program's formulas know by name. */
export interface Fault {
  readonly cause: CauseId;
  /** Other names of the same edit: weights so large that tanh saturates are badly chosen weights as well. */
  readonly alike?: readonly CauseId[];
  readonly edits: readonly Edit[];
  readonly mistake?: string;
  /** No change of the experiment takes it away: other data or another goal would. */
  readonly incurable?: true;
}

// biome-ignore lint/suspicious/noExplicitAny: the parameters of programs differ; nothing here looks into them
export type AnyFormulas = Formulas<any>;

/** A program: its formulas with the named mistakes, of which none is the healthy one. */
interface Program {
  /** Beside this file. */
  readonly file: string;
  formulas(mistakes: readonly string[]): AnyFormulas;
}

/** An experiment that reaches its goal. */
export interface Base {
  readonly id: string;
  /** As a user would write it. A program's lacks model and loss. */
  readonly experiment: Readonly<Record<string, unknown>>;
  readonly program?: Program;
}

/** A run to diagnose, with what is wrong known by construction. */
export interface Entry {
  readonly id: string;
  readonly base: Base;
  /** None where nothing is wrong. Each of several is needed: repaired alone, the run still fails. */
  readonly faults: readonly Fault[];
}

/** What satisfies the schema in the place of a program's own model and loss. */
const standIn = { model: [{ type: "dense", units: 1 }], loss: "categorical-cross-entropy" };

/** The base's experiment with some faults, all of the entry's if not said otherwise. */
export function experimentWith({ base }: Pick<Entry, "base">, faults: readonly Fault[], seed = 0): Experiment {
  const healthy = parseExperiment({ ...(base.program ? standIn : {}), ...base.experiment, seed });
  const edits = faults.flatMap((fault) => fault.edits);
  return edits.length === 0 ? healthy : applyChanges(healthy, edits);
}

export const formulasWith = ({ base }: Pick<Entry, "base">, faults: readonly Fault[]): AnyFormulas | null =>
  base.program?.formulas(faults.flatMap(({ mistake }) => (mistake === undefined ? [] : [mistake]))) ?? null;

/** Paths of data and programs start here. */
export const zooFolder: string = new URL(".", import.meta.url).pathname;

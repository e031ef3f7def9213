/** @file What the name of a column means: cost, accuracy, learning rate or gradient norm, of which part; or a counter. */

export type ColumnKind = "cost" | "accuracy" | "learning-rate" | "gradient-norm";
export type Counter = "epoch" | "step" | "batch";
export type Part = "train" | "validation" | "test";

export interface Meaning {
  readonly kind: ColumnKind;
  readonly part: Part | null;
  /** Of several columns of a kind, the one with the smallest number is looked at first. */
  readonly order: number;
}

/** The cost itself, then costs of a part of it, then errors that are reported beside a cost. */
const costWords: readonly ReadonlySet<string>[] = [
  new Set([
    "loss",
    "cost",
    "objective",
    "nll",
    "xent",
    "crossentropy",
    "logloss",
    "mlogloss",
    "deviance",
    "costs",
    "losses",
  ]),
  new Set(["mse", "bce", "cce", "entropy", "error", "errors", "err"]),
  new Set(["rmse", "mae", "mape", "perplexityloss"]),
];
const accuracyWords: ReadonlySet<string> = new Set(["acc", "accuracy", "top1", "accuracies", "acc1", "prec1"]);
const rateWords: ReadonlySet<string> = new Set(["lr", "lr0", "learningrate"]);
const partWords: Readonly<Record<string, Part>> = {
  train: "train",
  training: "train",
  tr: "train",
  learn: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  dev: "validation",
  eval: "validation",
  evaluation: "validation",
  holdout: "validation",
  test: "test",
  testing: "test",
};
const counters: Readonly<Record<string, Counter>> = {
  epoch: "epoch",
  epochs: "epoch",
  ep: "epoch",
  epoche: "epoch",
  step: "step",
  steps: "step",
  iter: "step",
  iters: "step",
  iteration: "step",
  iterations: "step",
  globalstep: "step",
  update: "step",
  niter: "step",
  batch: "batch",
  minibatch: "batch",
};
/** Words of names that are no measure of the training itself: times, sizes, scores that are no accuracy. */
const foreign: ReadonlySet<string> = new Set([
  ..."time seconds sec eta ms elapsed duration best prev previous last target scale scaler improvement tol min max".split(
    " ",
  ),
  ..."patience weight weights coef coefficient f1 r2 auc iou map top5 acc5 prec5 balanced std".split(" "),
]);

/** "valLoss/dataloader_idx_0" → val, loss, dataloader, idx, 0. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9@]+/)
    .map((word) => word.replace("@", ""))
    .filter(Boolean);

/** What a name counts; null where it does not. "Train Epoch" counts epochs, "epoch loss" does not. */
export function counterOf(name: string): Counter | null {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (words.length > 1 && counters[words.slice(-2).join("")]) return counters[words.slice(-2).join("")]!;
  return Object.hasOwn(counters, last) ? counters[last]! : null;
}

const memory = new Map<string, Meaning | null>();
/** A log has few names; hostile text may have many. */
const remembered = 5000;

/** What a column of this name holds; null where it is not one of the kinds. */
export function meaningOf(name: string): Meaning | null {
  const known = memory.get(name);
  if (known !== undefined) return known;
  const meaning = name.length > 120 ? null : understand(wordsOf(name));
  if (memory.size < remembered) memory.set(name, meaning);
  return meaning;
}

function understand(words: readonly string[]): Meaning | null {
  const part = partOfWords(words);
  const has = (...wanted: string[]): boolean => wanted.every((word) => words.includes(word));
  if (words.some((word) => rateWords.has(word)) || has("learning", "rate")) {
    return { kind: "learning-rate", part: null, order: words.length };
  }
  if (has("grad", "norm") || has("gradient", "norm") || has("gnorm") || has("gradnorm")) {
    return { kind: "gradient-norm", part: null, order: words.length };
  }
  if (words.some((word) => foreign.has(word))) return null;
  const extra = words.filter((word) => !Object.hasOwn(partWords, word)).length;
  if (words.some((word) => accuracyWords.has(word))) return { kind: "accuracy", part, order: extra };
  const rank = costWords.findIndex((set) => words.some((word) => set.has(word)));
  if (rank >= 0) return { kind: "cost", part, order: rank * 100 + extra };
  return null;
}

/** The part that a name or the beginning of a line speaks of; null where it does not say. */
export const partOf = (name: string): Part | null => partOfWords(wordsOf(name));

function partOfWords(words: readonly string[]): Part | null {
  for (const word of words) if (Object.hasOwn(partWords, word)) return partWords[word]!;
  return null;
}

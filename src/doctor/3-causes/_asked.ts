/** @file What the targets ask of the output, and the last layer and loss that answer it. */
import type { ActivationName, Experiment, LossName } from "../../experiment/types.ts";
import { activations } from "../../nn/activations.ts";
import type { Evidence, Spread, TargetEvidence } from "../1-evidence/evidence.ts";
import type { NamedEdit } from "./_edits.ts";
import { outputActivationEdits, outputStage, outputUnitsEdits, targetColumns } from "./_edits.ts";

/**
 * `classes`: one of so many; `first` is the smallest class number, `consecutive` whether every number from there on is
 * one. `labels`: several answers of yes or no, any number of them yes. `shares`: numbers that sum to 1.
 */
export type Asked =
  | { readonly kind: "classes"; readonly classes: number; readonly first: number; readonly consecutive: boolean }
  | { readonly kind: "labels" | "shares" | "values"; readonly width: number };

export function askedOf(experiment: Experiment, { data: { targets } }: Evidence): Asked {
  const width = targetColumns(experiment);
  if (width === 1) return classColumn(experiment, targets) ?? { kind: "values", width };
  if (targets.oneHotRows && experiment.task !== "multilabel") {
    return { kind: "classes", classes: width, first: 0, consecutive: true };
  }
  if (targets.binary) return { kind: "labels", width };
  return { kind: targets.rowsSumToOne && targets.raw.min >= 0 ? "shares" : "values", width };
}

function classColumn(experiment: Experiment, targets: TargetEvidence): Asked | null {
  const { data, task } = experiment;
  const { distinct, whole, raw } = targets;
  if (!whole || !(task !== "regression" || isClassHead(experiment, targets))) return null;
  const numbers = distinct ?? [raw.min, raw.max];
  if (distinct === null && data.classes === null) return null;
  const [min, max] = [numbers[0]!, numbers.at(-1)!];
  const consecutive = distinct === null || distinct.length === max - min + 1;
  const counted = data.classes ?? outputStage(experiment)?.dense.units ?? 1;
  // Two numbers are a pair of classes, whatever they are: −1 and 1.
  if (numbers.length <= 2 && (min < 0 || (min > 0 && counted <= max && data.firstLabel === 0))) {
    return { kind: "classes", classes: 2, first: min, consecutive };
  }
  // A class of which there is no example is counted where the model has a unit for it.
  const isCounted = min > 0 && counted > max;
  const first = data.firstLabel > 0 && data.firstLabel <= min ? data.firstLabel : isCounted ? 0 : min;
  return { kind: "classes", classes: Math.max(max - first + 1, data.classes ?? 0, 2), first, consecutive };
}

/** Whether a column of whole numbers under a regression's task means classes: by its loss, or a softmax with a unit each. */
function isClassHead(experiment: Experiment, { distinct, binary }: TargetEvidence): boolean {
  const stage = outputStage(experiment);
  const units = stage?.dense.units ?? 1;
  if (experiment.loss.name === "binary-cross-entropy") return binary;
  const softmax = experiment.loss.name.endsWith("cross-entropy") || stage?.activation.name === "softmax";
  return softmax && units > 1 && distinct !== null && units >= distinct.length && distinct.length > 1;
}

/** An output that answers a question: units, activation, loss and the form of the targets. */
export interface Head {
  readonly units: number;
  readonly activation: ActivationName;
  readonly loss: LossName;
  readonly encoding: "raw" | "one-hot";
}

/** The head nearest to the experiment's own. */
export function headFor(experiment: Experiment, asked: Asked, evidence: Evidence): Head {
  const { name } = experiment.loss;
  const stage = outputStage(experiment);
  const units = stage?.dense.units ?? 1;
  switch (asked.kind) {
    case "classes":
      return classHead(experiment, asked.classes, units);
    case "labels":
      return { units: asked.width, activation: "sigmoid", loss: "binary-cross-entropy", encoding: "raw" };
    case "shares":
      return { units: asked.width, activation: "softmax", loss: "categorical-cross-entropy", encoding: "raw" };
    case "values": {
      const asFed = fedTargets(experiment, evidence);
      const own = stage?.activation.name ?? "linear";
      const rates = name === "poisson" && asFed.min >= 0;
      const keeps = own !== "softmax" && covers(own, asFed.min, asFed.max);
      return {
        units: asked.width,
        activation: rates && (own === "linear" || !keeps) ? "softplus" : keeps ? own : "linear",
        loss: rates || name.startsWith("mean-") ? name : "mean-squared-error",
        encoding: "raw",
      };
    }
  }
}

function classHead({ loss: { name }, data: { source } }: Experiment, classes: number, units: number): Head {
  const several = units > 1 || classes > 2;
  if (name === "softmax-cross-entropy" && several) {
    return { units: classes, activation: "linear", loss: name, encoding: "raw" };
  }
  if (name === "sparse-categorical-cross-entropy" && several) {
    return { units: classes, activation: "softmax", loss: name, encoding: "raw" };
  }
  const isTable = source === "csv" || source === "inline";
  return classes === 2 && units === 1 && isTable
    ? { units: 1, activation: "sigmoid", loss: "binary-cross-entropy", encoding: "raw" }
    : { units: classes, activation: "softmax", loss: "categorical-cross-entropy", encoding: "one-hot" };
}

/** Targets as the loss gets them, also where the experiment scales them otherwise than the one that was measured. */
export function fedTargets({ data: { targetScaling } }: Experiment, { data: { targets } }: Evidence): Spread {
  const { raw, asFed } = targets;
  const wasScaled = raw.min !== asFed.min || raw.max !== asFed.max;
  if (targetScaling === "none") return targets.kind === "values" ? raw : asFed;
  if (wasScaled || !(raw.std > 0)) return asFed;
  const [subtract, divide] = targetScaling === "minmax" ? [raw.min, raw.max - raw.min] : [raw.mean, raw.std];
  const scaled = (x: number): number => (x - subtract) / divide;
  return { min: scaled(raw.min), max: scaled(raw.max), mean: scaled(raw.mean), std: raw.std / divide };
}

/** Whether an activation can give all numbers from `min` to `max`; `slack` in the numbers' own units. */
export function covers(activation: ActivationName, min: number, max: number, slack = 1e-6): boolean {
  const [lo, hi] = activations[activation].outputs;
  return lo <= min + slack && max - slack <= hi;
}

/**
 * Edits that bring the targets into the form in which the head compares them. Columns stay as they are; labels that do
 * not begin with 0 are counted from where they begin.
 */
export function encodingEdits(experiment: Experiment, asked: Asked, head: Head): readonly NamedEdit[] {
  if (targetColumns(experiment) > 1) return [];
  const edits: NamedEdit[] = [{ path: "data.targetEncoding", to: head.encoding, what: "target encoding" }];
  if (asked.kind !== "classes" || head.units === 1) return edits;
  if (asked.first > 0) edits.push({ path: "data.firstLabel", to: asked.first, what: "first label" });
  if (experiment.data.classes !== null) edits.push({ path: "data.classes", to: asked.classes, what: "classes" });
  return edits;
}

/** The whole head at once. */
export const headEdits = (experiment: Experiment, asked: Asked, head: Head): readonly NamedEdit[] => [
  ...outputUnitsEdits(experiment, head.units),
  ...outputActivationEdits(experiment, head.activation),
  { path: "loss.name", to: head.loss, what: "loss" },
  ...encodingEdits(experiment, asked, head),
];

/** Whether the loss is a cross-entropy of probabilities or logits. */
export const isCrossEntropy = (name: LossName): boolean => name.endsWith("cross-entropy");

/**
 * Whether there is a last layer to judge: the data were read, and the model is not a program's formulas, for which one
 * dense unit under categorical cross-entropy stands in.
 */
export function isLayered({ data, layers, gradients }: Evidence, { model, loss }: Experiment): boolean {
  const [only] = model;
  const standsIn = model.length === 1 && only?.type === "dense" && only.units === 1 && only.activation === "linear";
  return (
    data.examples > 0 &&
    gradients === null &&
    (layers.length > 0 || !(standsIn && loss.name === "categorical-cross-entropy"))
  );
}

/** Whether what is measured changes with the loss or the scale of the targets. */
export const measuresLoss = ({ goal }: Experiment): boolean => goal?.metric === "loss";

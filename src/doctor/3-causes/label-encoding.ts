/** @file The labels are numbered or encoded otherwise than the loss and the output read them. */
import type { Experiment } from "../../experiment/types.ts";
import { losses } from "../../nn/losses/index.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import { type Asked, askedOf, covers, headFor, isLayered, measuresLoss } from "./_asked.ts";
import type { Cause, Knob } from "./_cause.ts";
import { type NamedEdit, outputStage, present, shown, targetColumns, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { shortOfGoal, suspicion } from "./_readings.ts";

interface Mistake {
  readonly weight: number;
  readonly facts: readonly Fact[];
  readonly knob: Knob;
  readonly edits: readonly NamedEdit[];
}

type Classes = Extract<Asked, { kind: "classes" }>;

function mistakeOf(experiment: Experiment, evidence: Evidence): Mistake | null {
  const asked = askedOf(experiment, evidence);
  if (targetColumns(experiment) > 1) return columnsUnderLabels(experiment);
  if (experiment.data.targetEncoding === "one-hot") {
    const wrong = wrongRows(experiment, asked);
    if (wrong) return wrong;
  }
  if (asked.kind !== "classes") return null;
  return misnumbered(experiment, evidence, asked) ?? comparedAsNumbers(experiment, evidence, asked);
}

const lossTakes = ({ loss }: Experiment): "values" | "labels" | "either" =>
  losses.find(({ name }) => name === loss.name)?.targets ?? "either";

/** One-hot columns, where the loss reads one class number. */
function columnsUnderLabels(experiment: Experiment): Mistake | null {
  const columns = targetColumns(experiment);
  if (lossTakes(experiment) !== "labels") return null;
  return {
    weight: 1,
    facts: [
      { label: "target columns", value: shown(columns), normal: `1, the class number, for ${experiment.loss.name}` },
    ],
    knob: "loss",
    edits: measuresLoss(experiment) ? [] : [{ path: "loss.name", to: "categorical-cross-entropy", what: "loss" }],
  };
}

/** Rows of a 1 among zeros, where the loss reads class numbers, the output is a single unit, or the targets are no classes. */
function wrongRows(experiment: Experiment, asked: Asked): Mistake | null {
  const units = outputStage(experiment)?.dense.units ?? 1;
  const why =
    asked.kind !== "classes"
      ? "raw: the targets are numbers, not classes"
      : lossTakes(experiment) === "labels"
        ? `raw, for ${experiment.loss.name}`
        : units === 1 && asked.classes === 2
          ? "raw, for a single unit"
          : null;
  if (why === null) return null;
  return {
    weight: 1,
    facts: [{ label: "target encoding", value: "one-hot", normal: why }],
    knob: "target encoding",
    edits: [{ path: "data.targetEncoding", to: "raw", what: "target encoding" }],
  };
}

/** Class numbers that do not begin with 0, or go beyond the number of classes that is stated. */
function misnumbered(experiment: Experiment, { data: { targets } }: Evidence, asked: Classes): Mistake | null {
  const { first, classes, consecutive } = asked;
  const units = outputStage(experiment)?.dense.units ?? 1;
  const areLabels = experiment.data.targetEncoding === "one-hot" || lossTakes(experiment) !== "values";
  const { firstLabel, classes: stated } = experiment.data;
  const counted = stated ?? units;
  const { min, max } = targets.raw;
  const label = "labels";
  const value = `${shown(min)} to ${shown(max)}`;
  if (units > 1 && first > firstLabel && consecutive && max - firstLabel >= counted) {
    return {
      weight: 1,
      facts: [{ label, value, normal: `${shown(firstLabel)} to ${shown(firstLabel + counted - 1)}` }],
      knob: "label numbering",
      edits: [
        { path: "data.firstLabel", to: first, what: "first label" },
        ...(areLabels ? [] : [{ path: "data.targetEncoding", to: "one-hot", what: "target encoding" }]),
      ],
    };
  }
  if (units > 1 && stated !== null && classes > stated && units >= classes) {
    return {
      weight: 1,
      facts: [{ label, value, normal: `${shown(first)} to ${shown(first + stated - 1)}` }],
      knob: "label numbering",
      edits: [{ path: "data.classes", to: classes, what: "classes" }],
    };
  }
  return units === 1 ? pairOfOthers(experiment, targets.raw, asked) : null;
}

/** Two classes that are not 0 and 1, on one unit. */
function pairOfOthers(
  experiment: Experiment,
  { min, max }: { min: number; max: number },
  asked: Classes,
): Mistake | null {
  const name = outputStage(experiment)?.activation.name ?? "linear";
  if (asked.classes !== 2 || (min === 0 && max === 1) || experiment.data.targetScaling !== "none") return null;
  const reached = covers(name, min, max) && experiment.loss.name !== "binary-cross-entropy";
  // Answers are held against 0.5: −1 and 1 lie on its two sides, 1 and 2 do not.
  const apart = min <= 0.5 && max > 0.5;
  const weight = reached ? (apart ? 0 : 0.4) : 1;
  if (weight === 0) return null;
  return {
    weight,
    facts: [{ label: "labels", value: `${shown(min)} and ${shown(max)}`, normal: `0 and 1, for one ${name} unit` }],
    knob: "target encoding",
    edits: [{ path: "data.targetScaling", to: "minmax", what: "target scaling" }],
  };
}

/** Several outputs, each of which is compared with the class number. */
function comparedAsNumbers(experiment: Experiment, evidence: Evidence, asked: Classes): Mistake | null {
  const units = outputStage(experiment)?.dense.units ?? 1;
  const { targetEncoding, classes } = experiment.data;
  if (units === 1 || targetEncoding === "one-hot" || lossTakes(experiment) !== "values") return null;
  const { min, max } = evidence.data.targets.raw;
  return {
    weight: 1,
    facts: [
      {
        label: "what each output is compared with",
        value: `the class number, ${shown(min)} to ${shown(max)}`,
        normal: "1 for its class, else 0",
      },
      { label: "outputs", value: shown(units), normal: null },
    ],
    knob: "target encoding",
    edits: [
      { path: "data.targetEncoding", to: headFor(experiment, asked, evidence).encoding, what: "target encoding" },
      ...(asked.first > 0 ? [{ path: "data.firstLabel", to: asked.first, what: "first label" }] : []),
      // Where a class has no example the outputs say how many there are.
      ...(classes === null && units > asked.classes ? [{ path: "data.classes", to: units, what: "classes" }] : []),
    ],
  };
}

export const labelEncodingCause: Cause = {
  id: "label-encoding",
  title: "The labels are not coded as the loss and the output read them",
  what: "The targets are coded otherwise than the loss expects: class numbers where rows of a 1 among zeros are wanted, rows where a number is wanted, numbers that begin with 1 instead of 0, or −1 and 1 under a loss of probabilities.",
  why: "A class number t compared with K outputs one by one asks every output for the same value: Σₖ ℓ(yₖ, t) has its minimum where all outputs are equal, so no class can be told from another, and under a softmax, whose outputs sum to 1, it is not reached. Labels from 1 to C need an output number C, which does not exist among 0 to C − 1. Binary cross-entropy with a target outside [0, 1], −t log p − (1 − t) log(1 − p), has no minimum.",
  remedy:
    'One-hot targets ("targetEncoding": "one-hot") for losses of rows, class numbers from 0 for losses of labels ("firstLabel": 1 where they begin with 1), 0 and 1 for one sigmoid unit.',
  except: "−1 and 1 are right for a tanh or linear output with squared error.",
  severity: "error",
  references: [
    "stackoverflow.com/questions/57326611, integer labels under binary cross-entropy of two units",
    "Keras documentation, CategoricalCrossentropy and SparseCategoricalCrossentropy",
  ],
  explains: [
    "cannot-start",
    "negative-cost",
    "stuck-at-guessing",
    "accuracy-at-base-rate",
    "same-answer",
    "not-learning",
    "high-first-cost",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("raw"), good: example("one-hot") },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!isLayered(evidence, experiment) || outputStage(experiment) === null) return null;
    const found = mistakeOf(experiment, evidence);
    if (!found) return null;
    const refused = evidence.refusal && { label: "what was refused", value: evidence.refusal.message, normal: null };
    return suspicion(found.weight, [...found.facts, refused]);
  }),
  treatments(experiment, evidence) {
    if (outputStage(experiment) === null) return [];
    const found = mistakeOf(experiment, evidence);
    return found ? present([treatment(experiment, found.knob, found.edits)]) : [];
  },
};

function example(targetEncoding: string): unknown {
  return {
    data: { ...clouds(4), targetEncoding },
    task: "classification",
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 4, activation: "softmax" },
    ],
    loss: "categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 24,
    epochs: 30,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

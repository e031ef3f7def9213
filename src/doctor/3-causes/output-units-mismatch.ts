/** @file The last layer has more or fewer units than there are classes or numbers to predict. */
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import {
  type Asked,
  askedOf,
  encodingEdits,
  type Head,
  headEdits,
  headFor,
  isLayered,
  measuresLoss,
} from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { outputStage, outputUnitsEdits, present, shown, targetColumns, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { shortOfGoal, suspicion } from "./_readings.ts";

/** How many units are wanted, where there are as many as do not fit; null where they fit or do no harm. */
function wanted(experiment: Experiment, asked: Asked, units: number): number | null {
  if (asked.kind !== "classes") return units === asked.width ? null : asked.width;
  const { classes } = asked;
  if (units === classes || (classes === 2 && units === 1)) return null;
  // More units than classes learn to stay small, where the loss takes class numbers.
  if (units > classes && "labelClasses" in experiment.data && experiment.data.classes === null) return null;
  return classes;
}

const unitsNamed = (asked: Asked): string =>
  asked.kind === "classes" ? `${shown(asked.classes)} classes` : `${shown(asked.width)} numbers an example`;

/** The head, but with the units wanted: two classes may stay with a single unit. */
const headOf = (experiment: Experiment, asked: Asked, evidence: Evidence, units: number): Head => {
  const head = headFor(experiment, asked, evidence);
  return units === head.units
    ? head
    : { ...head, units, activation: "softmax", loss: "categorical-cross-entropy", encoding: "one-hot" };
};

export const outputUnitsMismatchCause: Cause = {
  id: "output-units-mismatch",
  title: "The number of outputs does not fit the targets",
  what: "The last layer has another number of units than there are classes or numbers to predict. With one unit for several classes the class number itself would have to be the answer; with several units for one number each of them is compared with that number.",
  why: "C classes need C scores, of which the largest is the answer. One sigmoid unit answers a number between 0 and 1: class numbers 2, 3, … lie out of its reach, and it would have to order the classes. K units for a single target minimise (1/K) Σₖ (yₖ − t)², K copies of one question; under a softmax they also have to sum to 1.",
  remedy:
    "As many units as there are classes, with softmax and one-hot targets or a loss of labels; one unit for two classes with sigmoid; one linear unit for each number to predict.",
  except: "With class labels, units for classes that do not occur learn to stay small and do no harm.",
  severity: "error",
  references: [
    "stackoverflow.com/questions/41596619, four classes on one sigmoid unit",
    "stackoverflow.com/questions/59078187, ten softmax units for one number",
  ],
  explains: [
    "cannot-start",
    "negative-cost",
    "accuracy-at-base-rate",
    "same-answer",
    "not-learning",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: {
    bad: example(1, "sigmoid", "binary-cross-entropy", "raw"),
    good: example(4, "sigmoid", "binary-cross-entropy", "one-hot"),
  },
  weigh: shortOfGoal((evidence, experiment) => {
    const stage = outputStage(experiment);
    if (!stage || !isLayered(evidence, experiment)) return null;
    const asked = askedOf(experiment, evidence);
    const { units } = stage.dense;
    const fitting = wanted(experiment, asked, units);
    if (fitting === null) return null;
    return suspicion(1, [
      { label: "units of the last layer", value: shown(units), normal: `${shown(fitting)}, for ${unitsNamed(asked)}` },
    ]);
  }),
  treatments(experiment, evidence) {
    const stage = outputStage(experiment);
    if (!stage) return [];
    const asked = askedOf(experiment, evidence);
    const fitting = wanted(experiment, asked, stage.dense.units);
    if (fitting === null) return [];
    const head = headOf(experiment, asked, evidence, fitting);
    const encoding = targetColumns(experiment) === 1 ? encodingEdits(experiment, asked, head) : [];
    const title = `output units ${shown(stage.dense.units)} → ${shown(fitting)}`;
    const whole = `${title} with ${head.activation} and ${head.loss}`;
    return present([
      treatment(experiment, "output units", [...outputUnitsEdits(experiment, fitting), ...encoding]),
      measuresLoss(experiment)
        ? null
        : treatment(experiment, "output units", headEdits(experiment, asked, head), { title: whole }),
    ]);
  },
};

function example(units: number, activation: string, loss: string, targetEncoding: string): unknown {
  return {
    data: { ...clouds(4), targetEncoding },
    task: "classification",
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units, activation },
    ],
    loss,
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 24,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

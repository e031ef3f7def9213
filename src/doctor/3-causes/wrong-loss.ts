/** @file The loss does not measure what is asked. */
import type { Experiment, LossName } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import {
  type Asked,
  askedOf,
  encodingEdits,
  fedTargets,
  headFor,
  isCrossEntropy,
  isLayered,
  measuresLoss,
} from "./_asked.ts";
import type { Cause, Treatment } from "./_cause.ts";
import { outputStage, present, shown, targetColumns, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { shortOfGoal, suspicion } from "./_readings.ts";

interface Misfit {
  readonly weight: number;
  readonly is: string;
  readonly usual: string;
}

const words: Readonly<Record<Asked["kind"], string>> = {
  classes: "one of several classes",
  labels: "independent answers of yes or no",
  shares: "shares that sum to 1",
  values: "numbers",
};

function misfit(experiment: Experiment, evidence: Evidence, asked: Asked): Misfit | null {
  const { name } = experiment.loss;
  const units = outputStage(experiment)?.dense.units ?? 1;
  const usual = headFor(experiment, asked, evidence).loss;
  const overClasses = isCrossEntropy(name) && name !== "binary-cross-entropy";
  const isSeveral = asked.kind === "classes" ? asked.classes > 2 : asked.kind !== "values" && asked.width > 1;
  if (overClasses && units === 1 && !isSeveral) {
    const is = `${name} over a single class: −log(p / p) = 0 whatever p is`;
    return { weight: 1, is, usual };
  }
  switch (asked.kind) {
    case "values":
      return ofValues(name, fedTargets(experiment, evidence), usual);
    case "labels":
      if (overClasses) return { weight: 0.9, is: `${name}, for answers that do not exclude one another`, usual };
      return name === "binary-cross-entropy" ? null : { weight: 0.35, is: name, usual };
    case "shares":
      return overClasses ? null : { weight: name === "poisson" ? 0.6 : 0.3, is: name, usual };
    case "classes":
      return ofClasses(experiment, asked.classes, units, usual);
  }
}

function ofValues(name: LossName, { min, max }: { min: number; max: number }, usual: string): Misfit | null {
  if (name === "poisson") {
    return min < 0 ? { weight: 0.95, is: "poisson, for numbers below 0", usual: "mean-squared-error" } : null;
  }
  if (!isCrossEntropy(name)) return null;
  // Numbers from 0 to 1 may be probabilities.
  if (name === "binary-cross-entropy" && min >= 0 && max <= 1) return null;
  return { weight: 1, is: `${name}, for numbers from ${shown(min)} to ${shown(max)}`, usual };
}

function ofClasses({ loss: { name } }: Experiment, classes: number, units: number, usual: string): Misfit | null {
  switch (name) {
    case "binary-cross-entropy":
      if (units === 1) return classes > 2 ? { weight: 0.5, is: `${name}, for ${classes} classes`, usual } : null;
      return units > 2 ? { weight: 0.2, is: `${name}, of each class on its own`, usual } : null;
    case "mean-squared-error":
      return { weight: 0.3, is: name, usual };
    case "mean-absolute-error":
      return { weight: 0.85, is: `${name}: its gradient is nearly 0 where an answer is wrong and sure`, usual };
    case "poisson":
      return { weight: 0.6, is: name, usual };
    default:
      return null;
  }
}

/** Losses that would do, with the form of the targets that each takes. */
function replacements(experiment: Experiment, evidence: Evidence, asked: Asked): readonly (Treatment | null)[] {
  const head = headFor(experiment, asked, evidence);
  const own = outputStage(experiment);
  const edits = (loss: LossName) => [
    { path: "loss.name", to: loss, what: "loss" },
    ...(isEncoded(experiment, asked) ? encodingEdits(experiment, asked, head) : []),
  ];
  const isSingle = own?.dense.units === 1 && asked.kind === "classes" && asked.classes === 2;
  const first: LossName = isSingle ? "binary-cross-entropy" : head.loss;
  const logits = asked.kind === "classes" && own?.activation.name === "linear" && own.dense.units > 1;
  return [
    treatment(experiment, "loss", edits(first)),
    // A linear output is right for the loss that contains the softmax.
    logits ? treatment(experiment, "loss", edits("softmax-cross-entropy")) : null,
    asked.kind === "values" && first === "mean-squared-error"
      ? treatment(experiment, "loss", edits("mean-absolute-error"))
      : null,
  ];
}

/** Whether the targets are one column whose form depends on the loss. */
const isEncoded = (experiment: Experiment, asked: Asked): boolean =>
  targetColumns(experiment) === 1 && (asked.kind === "classes" || experiment.data.targetEncoding === "one-hot");

export const wrongLossCause: Cause = {
  id: "wrong-loss",
  title: "The loss does not suit what is asked",
  what: "The loss measures another question than the targets ask: a cross-entropy of classes for numbers, a loss over classes where there is a single output, an error between numbers for classes.",
  why: "Cross-entropy −Σ t log p has its minimum at p = t only for targets from 0 to 1; beyond that it falls without end, and negative costs appear. Over a single class p / Σ p = 1, the cost is 0 and so is its gradient. Squared error on probabilities has the gradient (p − t) p (1 − p), which is nearly 0 for an answer that is wrong and sure; absolute error is best answered by the median, which for classes rarer than 1/2 is 0 for all of them.",
  remedy:
    "Cross-entropy for classes (categorical for one of several, binary for yes or no), squared or absolute error for numbers.",
  except:
    "Squared error on classes often works, only slower. Binary cross-entropy fits numbers from 0 to 1, which may be probabilities, and one-hot rows as well.",
  severity: "error",
  references: [
    "Bishop, Pattern recognition and machine learning, 2006, section 5.2",
    "Golik, Doetsch and Ney, Cross-entropy vs. squared error training, 2013",
    "stackoverflow.com/questions/68751439, categorical cross-entropy on one unit",
  ],
  explains: [
    "negative-cost",
    "constant-cost",
    "zero-gradients",
    "same-answer",
    "not-learning",
    "non-finite-cost",
    "slow-learning",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("categorical-cross-entropy"), good: example("binary-cross-entropy") },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!isLayered(evidence, experiment)) return null;
    const asked = askedOf(experiment, evidence);
    const found = misfit(experiment, evidence, asked);
    if (!found) return null;
    const negative = evidence.course?.negativeCost === true;
    return suspicion(found.weight, [
      { label: "loss", value: found.is, normal: found.usual },
      { label: "what the targets are", value: words[asked.kind], normal: null },
      negative ? { label: "lowest cost", value: shown(evidence.course!.lowestCost), normal: "0 or more" } : null,
    ]);
  }),
  treatments(experiment, evidence) {
    if (measuresLoss(experiment)) return [];
    const asked = askedOf(experiment, evidence);
    return misfit(experiment, evidence, asked) ? present(replacements(experiment, evidence, asked)) : [];
  },
};

function example(loss: LossName): unknown {
  return {
    data: clouds(2),
    task: "binary",
    model: [
      { type: "dense", units: 8, activation: "tanh" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss,
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 20,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.95 },
  };
}

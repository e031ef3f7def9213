/** @file Nearly all examples are of one class. */
import type { Evidence } from "../1-evidence/evidence.ts";
import { askedOf } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { rarely } from "./_examples.ts";
import { percent, shortOfGoal, suspicion } from "./_readings.ts";

/** Commonest class ÷ rarest, from which on SageMaker's ClassImbalance rule speaks. */
const uneven = 10;
/** Share of the commonest class from which on naming it always looks like success. */
const dominant = 0.9;

/** Accuracy lost from the training part to new examples beyond which the rare classes are taken for the common ones. */
const lost = 0.05;

/** Whether the trained network names one class only; where that is unknown, whether it scores as if it did, to 1%. */
function namesOne({ course, output, data }: Evidence): boolean {
  const named = output?.trained?.classesNamed;
  if (named != null) return named === 1;
  const base = data.targets.baseRate;
  return base !== null && course?.trainAccuracy != null && Math.abs(course.trainAccuracy - base) < 0.01;
}

/** Share of the rare classes' examples below which they are taken for the commonest. */
const mostly = 0.5;

/** Of the examples of other classes than the commonest the share that is told apart, at least. */
function toldOthers({ course, data }: Evidence): number | null {
  const base = data.targets.baseRate;
  if (base === null || base === 1 || course?.trainAccuracy == null) return null;
  return (course.trainAccuracy - base) / (1 - base);
}

/** How much less well new examples are told. */
function lossOnTest({ course }: Evidence): number {
  if (course?.trainAccuracy == null || course.testAccuracy === null) return 0;
  return course.trainAccuracy - course.testAccuracy;
}

export const classImbalanceCause: Cause = {
  id: "class-imbalance",
  title: "Nearly all examples are of one class",
  what: "One class has most of the examples. Always naming it is right so often that the network settles there, and the accuracy looks good although nothing was learned about the others.",
  why: "The cost is a mean over examples, so a class with share p contributes p of it and of its gradient. The best constant answer has the cost −Σ p ln p, which is small where one p is near 1: 0.2 for 95 to 5, against 0.69 for equal classes. Little is left to be gained, and batches of m examples hold m · p of the rare class, often none.",
  remedy:
    'Set loss.classWeights to "balanced": an example of class c then counts n / (classes · n_c) times, and each class has the same part of the cost. Where a class has so few examples that they do not show what it is like, collect more of them; state a goal above the base rate.',
  except:
    "Where the classes are easily told apart an uneven share does no harm. Where they overlap, weights find more of the rare class and take more of the common one for it: on examples of the same shares the accuracy may fall.",
  severity: "warning",
  references: [
    "He and Garcia, Learning from imbalanced data, 2009",
    "King and Zeng, Logistic regression in rare events data, 2001",
    "scikit-learn, compute_class_weight, class_weight='balanced'",
    "Amazon SageMaker Debugger, rule ClassImbalance",
  ],
  explains: ["accuracy-at-base-rate", "same-answer", "stuck-at-guessing", "goal-missed"],
  examples: { bad: example(true), good: example(false) },
  weigh: shortOfGoal((evidence, experiment) => {
    const { counts, baseRate } = evidence.data.targets;
    if (counts === null || baseRate === null || askedOf(experiment, evidence).kind !== "classes") return null;
    const present = counts.filter((count) => count > 0);
    const ratio = Math.max(...present) / Math.min(...present);
    if (present.length < 2 || ratio < uneven) return null;
    const base = baseRate >= dominant ? 0.4 : 0.2;
    const gap = lossOnTest(evidence);
    const test = evidence.course?.testAccuracy ?? null;
    // Below what naming the commonest class gives on the training part, the test part has other shares.
    const unseen = gap <= lost ? 0 : test! < baseRate - lost ? 0.85 : 0.6;
    // With equal parts of the cost only too few examples to learn from are left to blame.
    const isBalanced = experiment.loss.classWeights === "balanced";
    const told = toldOthers(evidence);
    const isMissed = told !== null && told < mostly;
    const seen = namesOne(evidence) ? base + 0.4 : isMissed ? base + 0.2 : base;
    const weight = Math.max(unseen, isBalanced ? 0.2 : seen);
    const named = evidence.output?.trained?.classesNamed;
    return suspicion(weight, [
      { label: "examples of the commonest class ÷ of the rarest", value: shown(ratio), normal: `below ${uneven}` },
      {
        label: "accuracy of always naming the commonest class",
        value: percent(baseRate),
        normal: `about ${percent(1 / present.length)}`,
      },
      gap > lost
        ? {
            label: "accuracy on the test part",
            value: percent(test!),
            normal: `${percent(evidence.course!.trainAccuracy!)}, as in training`,
          }
        : null,
      isMissed
        ? { label: "examples of other classes told, at least", value: percent(Math.max(0, told)), normal: "nearly all" }
        : null,
      named == null
        ? null
        : { label: "classes that the trained network names", value: shown(named), normal: shown(present.length) },
    ]);
  }),
  treatments: (experiment) =>
    present([
      treatment(experiment, "class weights", [{ path: "loss.classWeights", to: "balanced", what: "class weights" }]),
    ]),
};

/** A line fitted to 0 and 1 is drawn to the common class so far that it names the rare one hardly ever. */
function example(isRare: boolean): unknown {
  return {
    data: rarely({ every: isRare ? 40 : 2 }),
    task: "binary",
    model: [{ type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate: 0.02 },
    batchSize: 20,
    epochs: 30,
    goal: { metric: "accuracy", atLeast: 0.99 },
  };
}

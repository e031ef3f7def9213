/** @file The goal asks for more than the data allow. */
import type { Goal } from "../../experiment/types.ts";
import type { SignalEvidence } from "../1-evidence/evidence.ts";
import type { Cause } from "./_cause.ts";
import { shown } from "./_edits.ts";
import { noisyCoins } from "./_examples.ts";
import { meets, reachedGoal, scoreOf, suspicion } from "./_readings.ts";

/** Accuracies and errors have a best value. */
const isImpossible = ({ metric, atLeast, atMost }: Goal): boolean =>
  metric === "accuracy" ? (atLeast ?? 0) > 1 || (atMost ?? 1) < 0 : atMost !== null && atMost < 0;

/** Whether what simple methods reach on unseen examples falls clearly short of the goal: by half of the way from chance. */
function fallsShort(goal: Goal, { metric, score, shuffledMean }: SignalEvidence): boolean {
  if (metric !== goal.metric || meets(goal, score)) return false;
  const bound = goal.atLeast ?? goal.atMost!;
  return Math.abs(score - shuffledMean) < 0.75 * Math.abs(bound - shuffledMean);
}

export const goalOutOfReachCause: Cause = {
  id: "goal-out-of-reach",
  title: "The goal asks for more than these data allow",
  what: "The run learns what there is to learn and stays below the goal: the targets are noisy, or the inputs do not hold what would be needed. No change of the training reaches it on new examples.",
  why: "Where the same inputs occur with different targets, no function of the inputs is right for all of them: with a share e of random labels the best accuracy is 1 − e(1 − 1/C), and the best squared error is the noise's variance. Beyond that a network can only memorise the training part.",
  remedy:
    "A goal between the base rate and what nearest neighbours or a straight line reach on unseen examples; or better labels, or further inputs.",
  except:
    "A network can find what neighbours and straight lines do not: images, sequences, interactions of many columns.",
  severity: "info",
  references: [
    "Hastie, Tibshirani and Friedman, The elements of statistical learning, 2009, section 2.4 (Bayes error)",
  ],
  explains: ["goal-missed"],
  examples: { bad: example(0.97), good: example(0.72) },
  weigh(evidence, experiment) {
    const { goal } = experiment;
    if (goal === null) return null;
    const asked = { label: `goal for ${goal.metric}`, value: shown(goal.atLeast ?? goal.atMost!), normal: null };
    if (isImpossible(goal))
      return suspicion(1, [{ ...asked, normal: goal.metric === "accuracy" ? "0 to 1" : "0 or more" }]);
    const { signal } = evidence;
    if (reachedGoal(evidence, experiment) || signal === null || signal.learnable === "no" || !fallsShort(goal, signal))
      return null;
    const facts = [
      asked,
      { label: `${signal.method} on unseen examples`, value: shown(signal.score), normal: "as good as the goal" },
      { label: "with shuffled targets", value: shown(signal.shuffledMean), normal: null },
    ];
    // The training part can be memorised beyond what holds for new examples.
    const memorised = goal.on === "train";
    const score = scoreOf(evidence, experiment);
    const asGood = score !== null && meets({ ...goal, ...bound(goal, signal.score) }, score);
    return suspicion(asGood ? (memorised ? 0.4 : 0.6) : 0.2, facts);
  },
  treatments: () => [],
};

/** The goal's bound at a score, with a margin of 2% of it. */
const bound = (goal: Goal, score: number): Pick<Goal, "atLeast" | "atMost"> =>
  goal.atLeast === null ? { atLeast: null, atMost: 1.02 * score } : { atLeast: 0.98 * score, atMost: null };

function example(atLeast: number): unknown {
  return {
    data: noisyCoins(),
    model: [
      { type: "dense", units: 8, activation: "relu" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 20,
    epochs: 20,
    goal: { metric: "accuracy", atLeast },
  };
}

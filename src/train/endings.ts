/** @file What a run came to, as its record's last events. */
import type { Goal, LossName } from "../experiment/types.ts";
import type { EndEvent, FindingEvent, StartEvent } from "../record/events.ts";
import { balancedMeans, balancedShares } from "./classWeights.ts";
import { describeOrigin, describePlace, failureTitle } from "./describeFailure.ts";
import type { Failure, RunOutcome } from "./outcome.ts";

/** Where the run left the finite numbers. */
export function nonFiniteFinding(failure: Failure): FindingEvent {
  const { step, origin } = failure;
  return {
    t: "finding",
    id: "non-finite-cost",
    step,
    message: origin ? describeOrigin(origin) : failureTitle(failure),
    where: origin ? describePlace(origin) || null : null,
    remedy: null,
    ...(origin && { origin }),
  };
}

/** Whether the goal is met; null where none was stated or its part was not measured. */
export function goalReached(
  goal: Goal | null,
  metrics: Pick<EndEvent, "train" | "validation" | "test">,
): boolean | null {
  const value = goal && metrics[goal.on]?.[goal.metric];
  if (value === null || value === undefined) return null;
  return goal!.atLeast !== null ? value >= goal!.atLeast : value <= goal!.atMost!;
}

/** The last event of a run that nothing was written of. */
export const endEvent = (outcome: RunOutcome, goal: Goal | null): EndEvent => ({
  t: "end",
  stopped: outcome.stopped,
  step: outcome.step,
  epoch: outcome.epoch,
  ...outcome.metrics,
  goalReached: goalReached(goal, outcome.metrics),
  seconds: outcome.seconds,
  run: null,
  model: null,
});

/** Fewer steps than this say nothing. */
const leastSteps = 50;
/** A model that is this close to the best constant answer has learned nothing from its inputs. */
const constantShare = 0.99;

/**
 * A run that ended no better than the best answer that ignores the inputs: for classes the entropy of the labels
 * (ln 10 = 2.303 for ten equal classes), for values the variance of the targets. Null where it learned, where it was
 * too short to say, or where the cost is another one.
 */
export function notLearningFinding(start: StartEvent, { train, step, stopped }: EndEvent): FindingEvent | null {
  const reached = train.loss;
  const constant = constantLoss(start, train);
  const ended = stopped === "done" || stopped === "early-stopping";
  if (!ended || step < leastSteps || reached === undefined || constant === null) return null;
  if (!(reached >= constantShare * constant)) return null;
  return {
    t: "finding",
    id: "not-learning",
    step,
    message: `the loss is ${rounded(reached)} on the training data; an answer that ignores the inputs has ${rounded(constant)}`,
    where: null,
    remedy: null,
  };
}

const rounded = (x: number): string => String(Number(x.toPrecision(4)));

/**
 * The mean loss of the constant answer that costs least. Where the classes count the same it is the same for each of
 * them, so that its mean over the examples is that of its cost.
 */
function constantLoss({ experiment, data }: StartEvent, train: EndEvent["train"]): number | null {
  const { name, classWeights } = experiment.loss;
  const isBalanced = classWeights === "balanced";
  const isOfClasses = name.endsWith("categorical-cross-entropy") || name === "softmax-cross-entropy";
  if (data.targets.kind === "labels") {
    const { counts } = data.targets;
    return isOfClasses ? entropy(isBalanced ? balancedShares(counts) : counts) : null;
  }
  if (isBalanced) return data.targets.columns ? balancedLoss(name, balancedMeans(data.targets.columns)) : null;
  const relative = train["relative-mse"];
  if (name === "mean-squared-error") return relative !== undefined && relative > 0 ? train.loss! / relative : null;
  const { columns, min, max } = data.targets;
  if (!columns || experiment.data.targetScaling !== "none" || min < 0 || max > 1) return null;
  const means = columns.map(({ mean }) => mean);
  if (name === "binary-cross-entropy") return sum(means.map((p) => entropy([p, 1 - p]))) / means.length;
  // Rows of one-hot or soft classes; one output divided by its sum is always right.
  return isOfClasses && means.length > 1 ? sum(means) * entropy(means) : null;
}

/** Of targets whose columns have these means and each class has as many examples. */
function balancedLoss(name: LossName, means: readonly number[]): number | null {
  if (name === "mean-squared-error") return sum(means.map((p) => p * (1 - p))) / means.length;
  if (name === "binary-cross-entropy") return sum(means.map((p) => entropy([p, 1 - p]))) / means.length;
  return name.endsWith("cross-entropy") && means.length > 1 ? entropy(means) : null;
}

const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);

/** −Σ p ln p of the classes' shares. */
function entropy(counts: readonly number[]): number {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return -counts.reduce((sum, n) => (n === 0 ? sum : sum + (n / total) * Math.log(n / total)), 0);
}

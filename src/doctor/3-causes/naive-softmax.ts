/** @file Exponentials and logarithms compiled as they are written. */
import type { Experiment } from "../../experiment/types.ts";
import { describeOrigin } from "../../train/describeFailure.ts";
import { expOverflow } from "../../util/float.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import { isCrossEntropy } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { outputStage, present, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { shortOfGoal, suspicion } from "./_readings.ts";

/** Ops whose operands leave the finite numbers while the result that is meant does not. */
const naive: ReadonlySet<string> = new Set([
  "exp",
  "log",
  "div",
  "reciprocal",
  "sqrt",
  "pow",
  "sum",
  "mul",
  "softmax",
  "sigmoid",
]);

/** Distance of the largest from the smallest logit; e^−distance is the smallest probability. */
const gapOf = ({ start }: Evidence): number | null => (start?.logits ? start.logits.max - start.logits.min : null);

function weightOf(experiment: Experiment, evidence: Evidence): number {
  const failure = evidence.course?.failure;
  if (failure) return failure.op === "exp" || failure.op === "log" ? 0.97 : naive.has(failure.op) ? 0.6 : 0.2;
  const gap = gapOf(evidence);
  if (gap !== null && gap > expOverflow(experiment.precision)) return 0.8;
  const curved = outputStage(experiment)?.activation.name === "softmax" || isCrossEntropy(experiment.loss.name);
  return curved ? 0.2 : 0;
}

function factsOf(experiment: Experiment, evidence: Evidence): (Fact | null)[] {
  const failure = evidence.course?.failure;
  const gap = gapOf(evidence);
  const limit = shown(expOverflow(experiment.precision));
  return [
    { label: "rewrites", value: "off", normal: "on" },
    failure ? { label: "first value that is not finite", value: describeOrigin(failure), normal: "none" } : null,
    gap === null ? null : { label: "largest − smallest logit at step 0", value: shown(gap), normal: `below ${limit}` },
  ];
}

export const naiveSoftmaxCause: Cause = {
  id: "naive-softmax",
  title: "Exponentials or logarithms leave the floating-point numbers",
  what: "The formulas are computed as they are written: e^z of a large z is infinite, the logarithm of a probability that was rounded to 0 is −∞, and 0 · ∞ is not a number. The formula as a whole would have a finite result.",
  why: "In float32 e^z is infinite from z = 88.73 on, and e^−z is 0 from z = 103.98 on (87.34 where subnormal numbers are flushed); float64 ends at 709.78 and 745.13. log softmax(z)ᵢ = zᵢ − max z − log Σ e^(zⱼ − max z) never meets them, and the gradient of the cross-entropy is softmax(z) − t, which is always finite; of log(softmax(z)) it is (1/p) · (…), infinite at p = 0.",
  remedy:
    'Leave the rewrites on ("rewrites": "on"), which replace log of softmax, log of sigmoid and their like by forms that do not overflow.',
  except:
    "Logits that large are a sign in themselves: inputs or initial weights that are too large, a learning rate that is too high. With rewrites on they are harmless, but seldom useful.",
  severity: "error",
  references: [
    "Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, 2021",
    "docs/rewrites.md",
  ],
  explains: ["non-finite-cost", "zero-gradients", "goal-missed"],
  examples: { bad: example("off"), good: example("on") },
  weigh: shortOfGoal((evidence, experiment) => {
    if (experiment.rewrites === "on") return null;
    const weight = weightOf(experiment, evidence);
    return weight > 0 ? suspicion(weight, factsOf(experiment, evidence)) : null;
  }),
  treatments: (experiment) =>
    experiment.rewrites === "on"
      ? []
      : present([treatment(experiment, "rewrites", [{ path: "rewrites", to: "on", what: "rewrites" }])]),
};

function example(rewrites: "on" | "off"): unknown {
  return {
    data: clouds(3, { scale: 60 }),
    model: [{ type: "dense", units: 3, init: { name: "normal", std: 1 } }],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.01 },
    batchSize: 24,
    epochs: 20,
    rewrites,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

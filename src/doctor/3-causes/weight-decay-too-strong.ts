/** @file Weight decay pulls the weights to 0 faster than the data pull them away. */
import type { OptimizerSpec } from "../../experiment/types.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { shortOfGoal, suspicion } from "./_readings.ts";

/** AdamW keeps every weight below 1 / decay; the others add decay · w to a gradient of size 0.01 to 1. */
const strong = { adamw: 10, penalty: 0.1 } as const;
const noticeable = { adamw: 1, penalty: 0.01 } as const;

const decayOf = (optimizer: OptimizerSpec): number => ("weightDecay" in optimizer ? optimizer.weightDecay : 0);

export const weightDecayTooStrongCause: Cause = {
  id: "weight-decay-too-strong",
  title: "Weight decay is too strong",
  what: "The weights shrink instead of growing to what the data need. The answers stay near a constant, and the cost stays near that of a constant answer.",
  why: "With decay λ added to the gradient the run minimises cost + λ‖w‖²/2: a direction of curvature h keeps the share h / (h + λ) of its weight, so all with h below λ are lost. AdamW takes rate · λ · w from a step of size rate, which leaves |w| ≤ 1/λ.",
  remedy: "0 until the training part is fitted; then 1e-5 to 1e-4 for sgd and adam, 0.01 to 0.1 for adamw.",
  except: "A model that fits the training part and fails on new data may need more decay, not less.",
  severity: "error",
  references: [
    "Krogh and Hertz, A simple weight decay can improve generalization, 1992",
    "Loshchilov and Hutter, Decoupled weight decay regularization, 2019, arXiv 1711.05101",
  ],
  explains: [
    "same-answer",
    "early-plateau",
    "stuck-at-guessing",
    "not-learning",
    "accuracy-at-base-rate",
    "goal-missed",
  ],
  examples: { bad: example(2), good: example(0) },
  weigh: shortOfGoal((evidence, experiment) => {
    const { optimizer } = experiment;
    const decay = decayOf(optimizer);
    if (decay === 0) return null;
    const kind = optimizer.name === "adamw" ? "adamw" : "penalty";
    const weights = evidence.layers
      .map(({ first, last }) => last.weightNorm / first.weightNorm)
      .filter(Number.isFinite);
    const shrunk = weights.length > 0 ? Math.min(...weights) : null;
    const facts = [
      { label: "weight decay", value: shown(decay), normal: kind === "adamw" ? "0.01 to 0.1" : "0 to 0.0001" },
      shrunk === null ? null : { label: "weights at the end ÷ at first", value: shown(shrunk), normal: "1 or more" },
    ];
    if (decay >= strong[kind]) return suspicion(0.8, facts);
    const measured = shrunk !== null && shrunk < 0.5;
    if (decay >= noticeable[kind]) return suspicion(measured ? 0.8 : 0.5, facts);
    return suspicion(measured ? 0.5 : 0.2, facts);
  }),
  treatments(experiment) {
    if (decayOf(experiment.optimizer) === 0) return [];
    return present([
      treatment(experiment, "weight decay", [{ path: "optimizer.weightDecay", to: 0, what: "weight decay" }]),
    ]);
  },
};

function example(weightDecay: number): unknown {
  return {
    data: clouds(3),
    model: [
      { type: "dense", units: 12, activation: "relu" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.1, weightDecay },
    batchSize: 24,
    epochs: 30,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

/** @file The output cannot give the numbers that are asked for. */
import type { ActivationName, Experiment } from "../../experiment/types.ts";
import { activations } from "../../nn/activations.ts";
import type { Evidence, Spread } from "../1-evidence/evidence.ts";
import { askedOf, covers, fedTargets, isLayered } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { outputActivationEdits, outputStage, present, type Stage, shown, treatment } from "./_edits.ts";
import { wave } from "./_examples.ts";
import { percent, shortOfGoal, suspicion } from "./_readings.ts";

/** Part of the targets' span that lies outside of the activation's range; null where it can be reached. */
function unreachablePart({ activation: { name }, dense }: Stage, { min, max, std }: Spread): number | null {
  if (name === "softmax" && dense.units === 1) return null;
  // An end of a range is only approached: a hundredth of a deviation is as good as reached.
  if (!(max > min) || covers(name, min, max, 0.01 * std)) return null;
  const [lo, hi] = activations[name].outputs;
  return (Math.max(0, lo - min) + Math.max(0, max - hi)) / (max - min);
}

/** A few outliers beyond the range leave a goal within reach; from a tenth of the targets on it is lost. */
function weightOf(part: number, share: number | null): number {
  const missed = share ?? part;
  return missed > 0.1 ? 1 : missed > 0.02 ? 0.8 : missed > 0 ? 0.4 : 0;
}

const isAsked = (experiment: Experiment, evidence: Evidence): boolean => {
  const { kind } = askedOf(experiment, evidence);
  return kind === "values" && evidence.data.targets.kind === "values";
};

export const outputRangeMismatchCause: Cause = {
  id: "output-range-mismatch",
  title: "The output's range excludes the targets",
  what: "The last layer's activation cannot give the numbers that it is to predict, whatever the weights are: a sigmoid never leaves [0, 1], tanh [−1, 1], and relu is never negative.",
  why: "The output y = a(z) lies in the range of a. For a target beyond an end of the range the best answer is that end, so the gradient drives z outwards for ever, where the slope of sigmoid and tanh is nearly 0 and that of relu is 0. What is left of the cost is at least the mean square of what lies beyond.",
  remedy:
    "A linear output; or targets scaled into the range: onto [0, 1] for a sigmoid. For targets from −1 to 1 tanh will do as well.",
  except:
    "A few outliers beyond the range cost little. relu and softplus are right for targets that are never negative.",
  severity: "error",
  references: [
    "stackoverflow.com/questions/62313327, sigmoid output for targets in [−1, 1]",
    "Wardat et al., DeepDiagnosis, 2022, arXiv 2112.04036 (out-of-range output)",
  ],
  explains: [
    "not-learning",
    "same-answer",
    "saturated-units",
    "dead-units",
    "zero-gradients",
    "vanishing-gradients",
    "negative-cost",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("sigmoid"), good: example("linear") },
  weigh: shortOfGoal((evidence, experiment) => {
    const stage = outputStage(experiment);
    if (!stage || !isLayered(evidence, experiment) || !isAsked(experiment, evidence)) return null;
    const { min, max } = fedTargets(experiment, evidence);
    const part = unreachablePart(stage, fedTargets(experiment, evidence));
    if (part === null || stage.activation.name === "softmax") return null;
    const share = evidence.output?.unreachableShare ?? null;
    const weight = weightOf(part, share);
    if (weight === 0) return null;
    const [lo, hi] = activations[stage.activation.name].outputs;
    const range = hi === Number.POSITIVE_INFINITY ? `${shown(lo)} and above` : `${shown(lo)} to ${shown(hi)}`;
    return suspicion(weight, [
      { label: "targets as the loss gets them", value: `${shown(min)} to ${shown(max)}`, normal: `within ${range}` },
      { label: `what ${stage.activation.name} can give`, value: range, normal: null },
      share === null ? null : { label: "targets out of reach", value: percent(share), normal: "0%" },
    ]);
  }),
  treatments(experiment, evidence) {
    const stage = outputStage(experiment);
    if (!stage || !isAsked(experiment, evidence) || stage.activation.name === "softmax") return [];
    const fed = fedTargets(experiment, evidence);
    if (unreachablePart(stage, fed) === null) return [];
    const order: ActivationName[] = covers("tanh", fed.min, fed.max) ? ["linear", "tanh"] : ["linear"];
    return present(
      order.map((to) => treatment(experiment, "output activation", outputActivationEdits(experiment, to))),
    );
  },
};

function example(activation: ActivationName): unknown {
  return {
    data: wave(),
    model: [
      { type: "dense", units: 16, activation: "tanh" },
      { type: "dense", units: 1, activation },
    ],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 16,
    epochs: 60,
    goal: { metric: "relative-mse", atMost: 0.1 },
  };
}

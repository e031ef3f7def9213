/** @file The output's activation does not suit the loss or what the targets are. */
import type { ActivationName, Experiment, LossName } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import { type Asked, askedOf, headFor, isCrossEntropy, isLayered } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { outputActivationEdits, outputStage, present, type Stage, shown, treatment } from "./_edits.ts";
import { topics } from "./_examples.ts";
import { shortOfGoal, suspicion } from "./_readings.ts";

/** What is wrong with the activation, by how much weight, and what is usual; `path` where it is not the output's last. */
interface Misfit {
  readonly weight: number;
  readonly is: string;
  readonly usual: string;
  readonly to: readonly ActivationName[];
  readonly path?: string;
}

function misfit(experiment: Experiment, evidence: Evidence, stage: Stage): Misfit | null {
  const { name: loss } = experiment.loss;
  const { name } = stage.activation;
  if (name === "linear" || (name === "softmax" && stage.dense.units === 1)) return null;
  const asked = askedOf(experiment, evidence);
  const onLogits = squashedLogits(stage, loss);
  if (onLogits) return onLogits;
  if (loss === "softmax-cross-entropy") return null;
  if (name === "softmax") return ofSoftmax(asked);
  const usual = headFor(experiment, asked, evidence).activation;
  const to = usual === "softmax" && stage.dense.units === 1 ? "sigmoid" : usual;
  if (isCrossEntropy(loss)) return ofProbabilities(name, loss, asked, to);
  return ofValues(name, asked, to, evidence);
}

/** Activations between the last weights and a softmax: relu hides what is below 0, sigmoid and tanh keep scores in [−1, 1]. */
function squashedLogits({ activations }: Stage, loss: LossName): Misfit | null {
  const scores = loss === "softmax-cross-entropy" ? activations : activations.slice(0, lastSoftmax(activations));
  const found = scores.find(({ name }) => name !== "linear" && name !== "softmax");
  if (!found) return null;
  const bounded = found.name === "sigmoid" || found.name === "tanh";
  const weight = bounded ? 0.7 : found.name === "relu" ? 0.6 : 0.3;
  const is = `${found.name} on the scores that go into a softmax`;
  return { weight, is, usual: "linear scores", to: ["linear"], path: found.path };
}

const lastSoftmax = (activations: Stage["activations"]): number =>
  Math.max(
    0,
    activations.findLastIndex(({ name }) => name === "softmax"),
  );

function ofSoftmax(asked: Asked): Misfit | null {
  const is = "softmax: its outputs compete, their sum is 1";
  if (asked.kind === "labels") return { weight: 0.9, is, usual: "sigmoid for independent answers", to: ["sigmoid"] };
  if (asked.kind === "values") return { weight: 0.95, is, usual: "linear for numbers", to: ["linear"] };
  return null;
}

/** Of losses that take logarithms of the outputs. */
function ofProbabilities(name: ActivationName, loss: LossName, asked: Asked, to: ActivationName): Misfit | null {
  if (name !== "sigmoid") {
    // selu, elu and their like leave [0, 1] as well; softplus stays above 0.
    const weight = name === "softplus" ? 0.8 : 1;
    return asked.kind === "values"
      ? null
      : { weight, is: `${name}, under a loss of probabilities`, usual: `${to}: from 0 to 1`, to: [to] };
  }
  if (asked.kind === "shares" || (asked.kind === "classes" && loss !== "binary-cross-entropy" && to === "softmax")) {
    return { weight: 0.7, is: "sigmoid, each unit on its own", usual: "softmax: the sum is 1", to: ["softmax"] };
  }
  return null;
}

/** Of squared and absolute errors, where every activation that reaches the targets can be right. */
function ofValues(name: ActivationName, asked: Asked, to: ActivationName, evidence: Evidence): Misfit | null {
  if (asked.kind === "shares") {
    return {
      weight: 0.6,
      is: `${name}, each unit on its own`,
      usual: "softmax: the targets' sum is 1",
      to: ["softmax"],
    };
  }
  if (name !== "relu" || evidence.data.targets.asFed.min < 0) return null;
  // A relu output that is below 0 for all examples answers 0 for ever.
  const output = evidence.layers.find(({ isOutput }) => isOutput);
  const stuck = output !== undefined && output.last.deadShare > 0.5;
  return {
    weight: stuck ? 0.8 : asked.kind === "values" ? 0.3 : 0.5,
    is: stuck ? `relu, of whose units ${shown(100 * output.last.deadShare)}% answer 0 for all examples` : "relu",
    usual: to === "relu" ? "linear for numbers" : `${to}`,
    to: to === "relu" ? ["linear", "softplus"] : [to],
  };
}

export const wrongOutputActivationCause: Cause = {
  id: "wrong-output-activation",
  title: "The output's activation does not suit the loss or the targets",
  what: "The last layer's activation gives numbers of another kind than the loss or the targets need: units that compete for independent answers, units on their own for shares of a whole, numbers that are no probabilities under a cross-entropy.",
  why: "Softmax forces Σ p = 1: with k true labels of a row none can exceed 1/k on average. Independent sigmoids under Σ t log p are never told to become small; dividing them by their sum leaves a gradient that fades as all of them saturate at 1. relu under log p answers 0 for half of the examples, where the clipped logarithm has no gradient. relu, sigmoid or tanh before a softmax bounds or cuts the scores: from scores in [0, 1] the largest probability of C classes is e / (e + C − 1).",
  remedy:
    "softmax for one of several classes and for shares, sigmoid for answers of yes or no, linear for numbers and for logits.",
  except:
    "Two softmax units are as good as one sigmoid. With squared error any activation is right that reaches the targets; sigmoid units for one-hot rows work with binary cross-entropy.",
  severity: "error",
  references: [
    "Bishop, Pattern recognition and machine learning, 2006, section 5.2 (canonical pairs of output and loss)",
    "stackoverflow.com/questions/38648195, softmax for three independent labels",
    "stackoverflow.com/questions/51930566, sigmoid units under categorical cross-entropy",
  ],
  explains: [
    "stuck-at-guessing",
    "zero-gradients",
    "dead-units",
    "same-answer",
    "accuracy-at-base-rate",
    "not-learning",
    "high-first-cost",
    "slow-learning",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("softmax"), good: example("sigmoid") },
  weigh: shortOfGoal((evidence, experiment) => {
    const stage = outputStage(experiment);
    if (!stage || !isLayered(evidence, experiment)) return null;
    const found = misfit(experiment, evidence, stage);
    if (!found) return null;
    const loss = { label: "loss", value: experiment.loss.name, normal: null };
    return suspicion(found.weight, [{ label: "output activation", value: found.is, normal: found.usual }, loss]);
  }),
  treatments(experiment, evidence) {
    const stage = outputStage(experiment);
    const found = stage && misfit(experiment, evidence, stage);
    if (!found) return [];
    const edits = (to: ActivationName) =>
      found.path === undefined
        ? outputActivationEdits(experiment, to)
        : [{ path: found.path, to, what: "output activation" }];
    return present(found.to.map((to) => treatment(experiment, "output activation", edits(to))));
  },
};

function example(activation: ActivationName): unknown {
  return {
    data: topics(),
    task: "multilabel",
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 4, activation },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 20,
    epochs: 30,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

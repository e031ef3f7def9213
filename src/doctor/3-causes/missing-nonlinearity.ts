/** @file Hidden layers without an activation function. */
import type { ActivationName } from "../../experiment/types.ts";
import { isLayered } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { hiddenActivationEdits, hiddenStages, present, type Stage, shown, treatment } from "./_edits.ts";
import { checkers } from "./_examples.ts";
import { shortOfGoal, suspicion } from "./_readings.ts";

const isLinear = ({ activations }: Stage): boolean => activations.every(({ name }) => name === "linear");

export const missingNonlinearityCause: Cause = {
  id: "missing-nonlinearity",
  title: "The hidden layers have no activation function",
  what: "All hidden layers are linear. Together with the output layer they are one linear layer, whatever their number and width: the network can draw straight lines only.",
  why: "W₂(W₁x + b₁) + b₂ = (W₂W₁)x + (W₂b₁ + b₂): one matrix and one bias. What no straight line separates, exclusive or for example, stays out of reach, and the product of matrices has a more uneven curvature than one matrix would have.",
  remedy: "relu in the hidden layers, or tanh; the output stays as the loss wants it.",
  except:
    "On data that a straight line answers, linear layers are enough, though a single one would be easier to train. A linear layer that narrows the signal on purpose (a factorisation) is no mistake.",
  severity: "warning",
  references: [
    "Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning, 2014, arXiv 1312.6120",
    "stackoverflow.com/questions/48385830, two linear layers for ten classes",
  ],
  explains: [
    "accuracy-at-base-rate",
    "stuck-at-guessing",
    "not-learning",
    "slow-learning",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("linear"), good: example("relu") },
  weigh: shortOfGoal((evidence, experiment) => {
    const hidden = hiddenStages(experiment);
    if (!isLayered(evidence, experiment) || hidden.length === 0 || !hidden.every(isLinear)) return null;
    const { signal } = evidence;
    // Where a straight line does as well as the neighbours of an example, no curve is missing.
    const curved = signal !== null && signal.method === "nearest neighbours" && signal.learnable === "yes";
    return suspicion(curved ? 0.8 : signal?.method === "linear probe" ? 0.4 : 0.6, [
      { label: "hidden layers with a curve", value: `0 of ${shown(hidden.length)}`, normal: "all" },
      signal === null
        ? null
        : { label: "better of neighbours and a straight line", value: signal.method, normal: null },
    ]);
  }),
  treatments(experiment) {
    const hidden = hiddenStages(experiment);
    if (hidden.length === 0 || !hidden.every(isLinear)) return [];
    const to = (name: ActivationName) =>
      treatment(experiment, "hidden activation", hiddenActivationEdits(experiment, name, ["linear"]), {
        title: `hidden activation linear → ${name}`,
      });
    return present([to("relu"), to("tanh")]);
  },
};

function example(activation: ActivationName): unknown {
  return {
    data: checkers(),
    model: [
      { type: "dense", units: 16, activation },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 20,
    epochs: 40,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

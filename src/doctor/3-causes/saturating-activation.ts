/** @file Hidden sigmoid or tanh units sit at their ends, where the slope is nearly 0. */
import type { ActivationName } from "../../experiment/types.ts";
import type { LayerEvidence } from "../1-evidence/evidence.ts";
import type { Cause } from "./_cause.ts";
import { hiddenActivationEdits, hiddenStages, present, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { hasLayers, hiddenLayers, percent, shortOfGoal, suspicion } from "./_readings.ts";

const bounded: readonly ActivationName[] = ["sigmoid", "tanh"];

/** Saturated values of a layer: DeepDiagnosis calls it a fault above a half; scaled inputs and Glorot weights give 0. */
const most = 0.5;
const many = 0.2;

const shareOf = ({ first, last }: LayerEvidence): number => Math.max(first.saturatedShare, last.saturatedShare);

export const saturatingActivationCause: Cause = {
  id: "saturating-activation",
  title: "Hidden sigmoid or tanh units are saturated",
  what: "Units of a hidden layer give values at the ends of their range, whatever the example. Their slope there is nearly 0, so almost no gradient passes through them and the layers below hardly learn.",
  why: "σ'(z) = σ(z)(1 − σ(z)) is 0.25 at z = 0 and below 0.005 for |z| > 5.3; tanh'(z) is below 0.02 for |z| > 2.65. With inputs of size s and weights of size w the sums z have size s · w · √n: inputs in the hundreds put every unit at an end before the first step.",
  remedy:
    "Scale the inputs and use Glorot initial weights, so that |z| begins below 2; or use relu, whose slope does not fall off.",
  except: "Units that saturate late in a run that reached its goal have made up their minds; that is no fault.",
  severity: "error",
  references: [
    "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.4",
    "Wardat et al., DeepDiagnosis, 2022, arXiv 2112.04036",
  ],
  explains: [
    "saturated-units",
    "vanishing-gradients",
    "small-updates",
    "slow-learning",
    "early-plateau",
    "stuck-at-guessing",
    "not-learning",
    "same-answer",
    "accuracy-at-base-rate",
    "goal-missed",
  ],
  examples: { bad: example("sigmoid"), good: example("leaky-relu") },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!hasLayers(evidence)) return null;
    if (!hiddenStages(experiment).some(({ activation }) => bounded.includes(activation.name))) return null;
    const layers = hiddenLayers(evidence).filter(({ activation }) => bounded.includes(activation));
    if (layers.length === 0) return suspicion(0.2, []);
    const worst = layers.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
    const facts = [
      {
        label: `saturated values of ${worst.name}, first step`,
        value: percent(worst.first.saturatedShare),
        normal: "0%",
      },
      { label: "at the end", value: percent(worst.last.saturatedShare), normal: "below 20%" },
    ];
    if (shareOf(worst) > most) {
      // Units that end up there were driven by steps, and those that begin there by the inputs where these are large.
      const { std, mean } = evidence.data.inputsAsFed;
      const driven = worst.first.saturatedShare <= most || Math.hypot(std, mean) > 3;
      return suspicion(driven ? 0.5 : 0.8, facts);
    }
    return shareOf(worst) > many ? suspicion(0.3, facts) : null;
  }),
  treatments(experiment) {
    const to = (name: ActivationName) =>
      treatment(experiment, "hidden activation", hiddenActivationEdits(experiment, name, bounded), {
        title: `hidden activation → ${name}`,
      });
    return hiddenStages(experiment).some(({ activation }) => bounded.includes(activation.name))
      ? present([to("relu"), to("leaky-relu")])
      : [];
  },
};

function example(activation: ActivationName): unknown {
  return {
    data: clouds(3, { features: 6, offset: 100, scale: 10 }),
    model: [
      { type: "dense", units: 8, activation, init: "glorot-uniform" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 24,
    epochs: 120,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

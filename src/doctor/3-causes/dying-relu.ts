/** @file ReLU units that are 0 for every example and get no gradient. */
import type { ActivationName } from "../../experiment/types.ts";
import type { LayerEvidence } from "../1-evidence/evidence.ts";
import type { Cause } from "./_cause.ts";
import { hiddenActivationEdits, hiddenStages, present, treatment } from "./_edits.ts";
import { wave } from "./_examples.ts";
import { hasLayers, hiddenLayers, percent, shortOfGoal, suspicion, unusualStart } from "./_readings.ts";

const relu: readonly ActivationName[] = ["relu"];

/** Dead units of a layer: 0 to 5% in healthy runs (learning rates up to 0.5 on MNIST), more than half in failed ones. */
const most = 0.5;
const many = 0.2;

const deadest = (layers: readonly LayerEvidence[]): LayerEvidence | null =>
  layers.reduce<LayerEvidence | null>(
    (worst, layer) => (worst === null || layer.last.deadShare > worst.last.deadShare ? layer : worst),
    null,
  );

export const dyingReluCause: Cause = {
  id: "dying-relu",
  title: "ReLU units are dead",
  what: "Units of a ReLU layer give 0 for every example. They take no part in the answer and get no gradient, so they stay so. Where a whole layer is dead, everything before it stops learning and the cost stays on a plateau.",
  why: "relu(z) = max(z, 0) has slope 0 for z < 0. A unit whose z = w · x + b is negative for all x has ∂cost/∂w = 0 and ∂cost/∂b = 0 for ever. Large steps, inputs of one sign and first weights with few units per layer push units there: a layer of n units is dead from the start with probability about 2⁻ⁿ.",
  remedy:
    "Use an activation with a slope below 0 (leaky-relu, elu), or remove what killed the units: a lower learning rate, scaled inputs, He initial weights, zero biases, more units.",
  except:
    "Dead units are often the consequence of a learning rate that is too high or of unscaled inputs; a few dead units (below 5%) are normal.",
  severity: "error",
  references: [
    "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013",
    "Lu, Shin, Su and Karniadakis, Dying ReLU and initialization, 2019, arXiv 1903.06733",
  ],
  explains: [
    "dead-units",
    "zero-gradients",
    "same-answer",
    "early-plateau",
    "constant-cost",
    "stuck-at-guessing",
    "not-learning",
    "accuracy-at-base-rate",
    "goal-missed",
  ],
  examples: { bad: example("relu"), good: example("elu") },
  weigh: shortOfGoal((evidence, experiment) => {
    const stages = hiddenStages(experiment).filter(({ activation }) => activation.name === "relu");
    if (stages.length === 0 || !hasLayers(evidence)) return null;
    const layer = deadest(hiddenLayers(evidence).filter(({ activation }) => activation === "relu"));
    // A layer of one or two units is dead from the start once in two to four runs.
    const narrow = stages.some(({ dense }) => dense.units <= 2);
    if (layer === null) return narrow ? suspicion(0.2, []) : null;
    const share = layer.last.deadShare;
    const facts = [
      { label: `units of ${layer.name} that never fire`, value: percent(layer.last.deadShare), normal: "0 to 5%" },
      { label: "at the first step", value: percent(layer.first.deadShare), normal: "0 to 5%" },
    ];
    // Units that fired at first were killed by steps: that they are dead is how another cause shows.
    const bornDead = layer.first.deadShare > most;
    if (share > most) return suspicion(bornDead && !unusualStart(evidence) ? 0.8 : 0.5, facts);
    if (share > many || narrow) return suspicion(0.3, facts);
    return null;
  }),
  treatments(experiment) {
    const to = (name: ActivationName) =>
      treatment(experiment, "hidden activation", hiddenActivationEdits(experiment, name, relu), {
        title: `hidden activation relu → ${name}`,
      });
    return hiddenStages(experiment).some(({ activation }) => activation.name === "relu")
      ? present([to("leaky-relu"), to("elu"), to("tanh")])
      : [];
  },
};

function example(activation: ActivationName): unknown {
  const hidden = { type: "dense", units: 12, activation, biasInit: { name: "constant", value: -3 } };
  return {
    data: wave(),
    model: [hidden, { type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 32,
    epochs: 150,
    goal: { metric: "relative-mse", atMost: 0.15 },
  };
}

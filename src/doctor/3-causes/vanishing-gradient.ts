/** @file The gradient shrinks from layer to layer on its way back, so that the first layers do not learn. */
import type { ActivationName, Experiment } from "../../experiment/types.ts";
import type { LayerMoment } from "../1-evidence/evidence.ts";
import type { Cause } from "./_cause.ts";
import { hiddenActivationEdits, hiddenStages, type NamedEdit, present, shown, treatment } from "./_edits.ts";
import { checkers } from "./_examples.ts";
import { firstWeights, usualInitEdits } from "./_inits.ts";
import { hasLayers, hiddenLayers, shortOfGoal, suspicion } from "./_readings.ts";

const bounded: readonly ActivationName[] = ["sigmoid", "tanh"];

/** Gradient norm of the first layer ÷ that of the last: AutoTrainer's bound of 1e-3. Healthy networks have 0.1 to 10. */
const vanished = 1e-3;
const weak = 1e-2;

const alive = ({ deadShare, gradientNorm }: LayerMoment): boolean => deadShare < 0.9 && gradientNorm > 0;

/** Treated as one change: relu with weights that keep its signal's size. */
const reluEdits = (experiment: Experiment): readonly NamedEdit[] => [
  ...hiddenActivationEdits(experiment, "relu"),
  ...hiddenStages(experiment).map(
    ({ index }): NamedEdit => ({ path: `model[${index}].init`, to: { name: "he-normal" }, what: "initial weights" }),
  ),
];

export const vanishingGradientCause: Cause = {
  id: "vanishing-gradient",
  title: "The gradient vanishes on its way to the first layers",
  what: "The last layer gets a gradient, the first layers get next to none. The network answers with what its last layer, or only its bias, can learn: the cost stays near that of a constant answer.",
  why: "Going back through a layer multiplies the gradient by its weights and by the activation's slope. Sigmoid has a slope of at most 1/4, so k layers leave at most (1/4 · ‖W‖)ᵏ: a thousandth after five with weights of norm 1. Weights that are too small do the same with any activation.",
  remedy:
    "Use relu with He initial weights in the hidden layers, or fewer layers; tanh with Glorot weights loses less than sigmoid.",
  except: "Dead ReLU units and all-zero weights stop the gradient altogether; those are other causes.",
  severity: "error",
  references: [
    "Bengio, Simard and Frasconi, Learning long-term dependencies with gradient descent is difficult, 1994",
    "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015, arXiv 1502.01852",
    "Zhang et al., AutoTrainer, 2021 (threshold 1e-3)",
  ],
  explains: [
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
  examples: { bad: example("sigmoid"), good: example("relu") },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!hasLayers(evidence)) return null;
    const hidden = hiddenStages(experiment);
    if (hidden.length === 0) return null;
    const squashing = hidden.filter(({ activation }) => activation.name === "sigmoid").length;
    const small =
      firstWeights(experiment, evidence.data.features).reduce((product, { ratio }) => product * ratio, 1) < 0.1;
    const [first, output] = [hiddenLayers(evidence)[0], evidence.layers.find(({ isOutput }) => isOutput)];
    const measured = first && output && hiddenLayers(evidence).every((layer) => alive(layer.first));
    if (!measured) return squashing >= 3 ? suspicion(0.5, []) : squashing >= 2 ? suspicion(0.2, []) : null;
    const ratio = first.first.gradientNorm / output.first.gradientNorm;
    const facts = [
      { label: "gradient of the first layer ÷ of the last", value: shown(ratio), normal: "0.1 to 10" },
      { label: "hidden sigmoid layers", value: String(squashing), normal: "0 or 1" },
    ];
    // Small first weights shrink it by themselves: then they are the cause, and this is how it shows.
    if (ratio < vanished) return suspicion(small && squashing < 2 ? 0.5 : 0.8, facts);
    // (1/4)ᵏ is 0.004 for four layers.
    if (ratio < weak) return suspicion(squashing >= 3 ? 0.8 : 0.5, facts);
    if (squashing >= 3) return suspicion(0.3, facts);
    return squashing >= 2 || ratio < 0.1 ? suspicion(0.2, facts) : null;
  }),
  treatments(experiment, evidence) {
    const hidden = hiddenStages(experiment);
    if (hidden.length === 0) return [];
    const from = hidden.some(({ activation }) => bounded.includes(activation.name)) ? bounded : null;
    const odd = firstWeights(experiment, evidence.data.features).some(({ ratio }) => ratio < 0.5);
    return present([
      from &&
        treatment(experiment, "hidden activation", hiddenActivationEdits(experiment, "relu", from), {
          title: "hidden activation → relu",
        }),
      from &&
        treatment(experiment, "hidden activation", reluEdits(experiment), {
          title: "hidden activation → relu with he-normal initial weights",
        }),
      from && hidden.some(({ activation }) => activation.name === "sigmoid")
        ? treatment(experiment, "hidden activation", hiddenActivationEdits(experiment, "tanh", ["sigmoid"]), {
            title: "hidden activation sigmoid → tanh",
          })
        : null,
      odd || hidden.length >= 4
        ? treatment(experiment, "initial weights", usualInitEdits(experiment, true), {
            title: "initial weights → usual",
          })
        : null,
    ]);
  },
};

function example(activation: ActivationName): unknown {
  const hidden = { type: "dense", units: 12, activation, init: "glorot-uniform" };
  return {
    data: checkers(),
    model: [hidden, hidden, hidden, hidden, { type: "dense", units: 1, activation: "sigmoid" }],
    loss: "binary-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.1, momentum: 0.5 },
    batchSize: 20,
    epochs: 60,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

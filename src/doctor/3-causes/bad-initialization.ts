/** @file The first weights are zero, all the same, too large or too small. */
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import type { Cause, Suspicion } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { checkers } from "./_examples.ts";
import { type FirstWeights, firstWeights, usualInitEdits } from "./_inits.ts";
import { hasLayers, shortOfGoal, startFact, startFactor, suspicion, withoutGradient } from "./_readings.ts";

/** Size ÷ usual size of the weights of a layer, and of all layers multiplied, that are no longer a matter of taste. */
const largeLayer = 3;
const largeNetwork = 10;
const smallNetwork = 0.1;
/** A bias beyond this decides a unit of scaled inputs by itself: |w · x| is about 1. */
const largeBias = 1;

const weightsFact = ({ stage, size, usual }: FirstWeights): Fact => ({
  label: `initial weights of layer ${stage.index}`,
  value: shown(size),
  normal: `about ${shown(usual)}`,
});

/** Equal weights, where nothing after them tells the units apart. */
function equal(layers: readonly FirstWeights[], experiment: Experiment): Suspicion | null {
  const random = experiment.model.some(({ type }) => type === "dropout");
  for (const [i, layer] of layers.entries()) {
    const { stage, isOutput, constant, size } = layer;
    if (isOutput || !constant) continue;
    const fact = { ...weightsFact(layer), value: `all ${shown(size)}` };
    const cutOff = stage.activation.name === "relu" && size === 0 && layer.bias <= 0;
    if (cutOff) return suspicion(1, [fact, { label: "gradient of its weights", value: "0", normal: "above 0" }]);
    if (stage.dense.units > 1) return suspicion(layers[i + 1]!.constant && !random ? 1 : 0.5, [fact]);
  }
  return null;
}

function wrongSize(layers: readonly FirstWeights[], evidence: Evidence): Suspicion | null {
  const sized = layers.filter(({ constant }) => !constant);
  const product = sized.reduce((all, { ratio }) => all * ratio, 1);
  const byRatio = [...sized].sort((a, b) => a.ratio - b.ratio);
  const [smallest, largest] = [byRatio[0], byRatio.at(-1)];
  if (largest && (largest.ratio >= largeLayer || product >= largeNetwork)) {
    const measured = (startFactor(evidence) ?? 0) > 5;
    return suspicion(measured ? 0.8 : 0.5, [weightsFact(largest), startFact(evidence)]);
  }
  const biased = layers.find(({ bias }) => Math.abs(bias) > largeBias);
  if (biased) {
    return suspicion(0.5, [
      { label: `initial biases of layer ${biased.stage.index}`, value: shown(biased.bias), normal: "0" },
    ]);
  }
  // Large inputs make up for small weights.
  const { mean, std } = evidence.data.inputsAsFed;
  const passed = product * Math.max(1, Math.hypot(mean, std) || 1);
  if (!smallest || passed > smallNetwork) return null;
  const { course } = evidence;
  // A plateau below nine tenths of the first cost was reached by learning.
  const stuck = course !== null && !withoutGradient(evidence) && course.lastCost > 0.9 * course.firstCost;
  const signal = { label: "signal that passes all layers", value: shown(passed), normal: "about 1" };
  // One hidden layer grows out of small weights by itself; each further one multiplies the loss of signal.
  const deep = sized.length >= 3 && passed < smallNetwork ** 2;
  return suspicion(deep && stuck ? 0.8 : deep ? 0.5 : 0.3, [weightsFact(smallest), signal]);
}

export const badInitializationCause: Cause = {
  id: "bad-initialization",
  title: "The initial weights are zero, equal, too large or too small",
  what: "Equal weights make all units of a layer compute the same and stay the same. Weights that are too large give extreme outputs and a huge first cost, weights that are too small outputs that do not depend on the inputs.",
  why: "A layer of n inputs multiplies the variance of its signal by n · Var(w), halved by relu. It keeps its size for Var(w) = 2/n (He) or 2/(n + m) (Glorot); k layers with g times that multiply signal and gradient by gᵏᐟ². Equal weights get equal gradients, so n units do the work of one; a relu layer of zeros has slope 0 and gets none.",
  remedy: "he-normal for relu and its kin, glorot-uniform for tanh, sigmoid, softmax and linear layers; biases 0.",
  except:
    "Zeros do no harm in a network without hidden layers, and in the output layer alone. One hidden layer learns from small weights too, only later.",
  severity: "error",
  references: [
    "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015, arXiv 1502.01852",
    "Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning, 2014, arXiv 1312.6120",
  ],
  explains: [
    "high-first-cost",
    "dead-units",
    "saturated-units",
    "zero-gradients",
    "vanishing-gradients",
    "exploding-gradients",
    "constant-cost",
    "early-plateau",
    "stuck-at-guessing",
    "same-answer",
    "slow-learning",
    "not-learning",
    "accuracy-at-base-rate",
    "goal-missed",
  ],
  examples: { bad: example({ name: "zeros" }), good: example({ name: "he-normal" }) },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!hasLayers(evidence)) return null;
    const layers = firstWeights(experiment, evidence.data.features);
    return equal(layers, experiment) ?? wrongSize(layers, evidence);
  }),
  treatments(experiment, evidence) {
    const layers = firstWeights(experiment, evidence.data.features);
    const odd = layers.some(
      ({ constant, isOutput, ratio, bias }) =>
        (constant && !isOutput) || (!constant && (ratio > 1.5 || ratio < 1 / 1.5)) || Math.abs(bias) > largeBias,
    );
    if (!odd) return [];
    return present([
      treatment(experiment, "initial weights", usualInitEdits(experiment), {
        title: "initial weights → he-normal for relu, glorot-uniform else",
      }),
    ]);
  },
};

function example(init: object): unknown {
  return {
    data: checkers(),
    model: [
      { type: "dense", units: 16, activation: "relu", init },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.02 },
    batchSize: 20,
    epochs: 40,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

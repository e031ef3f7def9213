/** @file A linear output under a loss that wants probabilities or rates. */
import type { ActivationName } from "../../experiment/types.ts";
import { askedOf, covers, fedTargets, headFor, isLayered } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { outputActivationEdits, outputStage, present, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { percent, shortOfGoal, suspicion } from "./_readings.ts";

export const missingOutputActivationCause: Cause = {
  id: "missing-output-activation",
  title: "The output has no activation, but the loss wants probabilities",
  what: "The last layer is linear and its numbers go into a loss of probabilities. Numbers below 0 or above 1 are cut to the ends of [0, 1], where no gradient comes back.",
  why: "Cross-entropy is −Σ t log p with p cut to [1e-7, 1 − 1e-7]. A linear output z is about as often below 0 as above: there log(cut(z)) = −16.1 whatever z is, its derivative is 0, and the unit is never corrected. Categorical cross-entropy also divides by Σ z, which may be near 0 or negative. Under a Poisson loss, log of a negative rate is not a number.",
  remedy:
    "softmax for one of several classes, sigmoid for yes or no; or keep the linear output and use a loss of logits (softmax-cross-entropy).",
  except:
    "With squared error a linear output is usual, also for classes. A deep network's small first outputs may find their way into [0, 1] by themselves.",
  severity: "error",
  references: [
    "stackoverflow.com/questions/68101077, linear outputs under sparse categorical cross-entropy",
    "Keras documentation, probabilistic losses, from_logits",
  ],
  explains: [
    "high-first-cost",
    "zero-gradients",
    "stuck-at-guessing",
    "accuracy-at-base-rate",
    "not-learning",
    "non-finite-cost",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("linear"), good: example("softmax") },
  weigh: shortOfGoal((evidence, experiment) => {
    const stage = outputStage(experiment);
    if (!stage || !isLayered(evidence, experiment) || stage.activation.name !== "linear") return null;
    const wants = wantedBy(experiment.loss.name);
    if (experiment.loss.name === "softmax-cross-entropy") return null;
    const asked = askedOf(experiment, evidence).kind;
    if (wants === null) return leastSquares(asked);
    const fed = fedTargets(experiment, evidence);
    // Of numbers beyond 0 and 1 it is the loss that is wrong.
    if (asked === "values" && experiment.loss.name !== "poisson" && !covers("sigmoid", fed.min, fed.max)) return null;
    const trained = evidence.output?.trained?.spread ?? evidence.start?.outputs;
    const outside = trained && (trained.min < 0 || trained.max > 1);
    return suspicion(experiment.loss.name === "poisson" ? 0.7 : 0.95, [
      { label: "output activation", value: "linear", normal: wants },
      outside ? { label: "outputs", value: `${shown(trained.min)} to ${shown(trained.max)}`, normal: "0 to 1" } : null,
      evidence.layers.some(({ zeroGradients }) => zeroGradients > 0)
        ? {
            label: "measurements at which a layer's gradient was 0",
            value: percent(Math.max(...evidence.layers.map((l) => l.zeroGradients / Math.max(1, l.measurements)))),
            normal: "0%",
          }
        : null,
    ]);
  }),
  treatments(experiment, evidence) {
    const stage = outputStage(experiment);
    if (stage?.activation.name !== "linear") return [];
    const to = activationFor(
      experiment.loss.name,
      stage.dense.units,
      headFor(experiment, askedOf(experiment, evidence), evidence).activation,
    );
    if (to === "linear") return [];
    return present([treatment(experiment, "output activation", outputActivationEdits(experiment, to))]);
  },
};

function wantedBy(loss: string): string | null {
  if (loss === "binary-cross-entropy") return "sigmoid, or softmax";
  if (loss === "categorical-cross-entropy" || loss === "sparse-categorical-cross-entropy") return "softmax";
  return loss === "poisson" ? "softplus: above 0" : null;
}

/** Squared error on classes: least squares, which works, but less well than probabilities where classes lie in a row. */
const leastSquares = (asked: string) =>
  asked === "classes" || asked === "labels"
    ? suspicion(0.3, [{ label: "output activation", value: "linear", normal: "softmax or sigmoid for classes" }])
    : null;

/** A softmax over one unit would be the constant 1. */
function activationFor(loss: string, units: number, asked: ActivationName): ActivationName {
  const own = loss === "poisson" ? "softplus" : loss === "softmax-cross-entropy" ? "linear" : asked;
  return own === "softmax" && units === 1 ? "sigmoid" : own;
}

function example(activation: ActivationName): unknown {
  return {
    data: clouds(6, { features: 3, seed: 5 }),
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 6, activation },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 24,
    epochs: 40,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

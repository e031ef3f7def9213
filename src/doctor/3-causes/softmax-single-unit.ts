/** @file A softmax over one unit is the constant 1. */
import type { ActivationName } from "../../experiment/types.ts";
import { askedOf, headFor, isLayered } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { outputActivationEdits, outputStage, present, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { percent, shortOfGoal, suspicion } from "./_readings.ts";

export const softmaxSingleUnitCause: Cause = {
  id: "softmax-single-unit",
  title: "A softmax over a single unit always answers 1",
  what: "The last layer has one unit with a softmax. Its answer is 1 for every example, the cost never moves, and the accuracy is the share of examples of class 1.",
  why: "softmax(z)ᵢ = e^(zᵢ) / Σ e^(zⱼ). With one unit this is e^z / e^z = 1 for every z, and its derivative is 1 · (1 − 1) = 0: no gradient reaches any weight.",
  remedy:
    "sigmoid for one yes-or-no answer, with binary cross-entropy; linear for a number; or one unit for each class under the softmax.",
  except: "None: a network with this output cannot learn anything.",
  severity: "error",
  references: [
    "stackoverflow.com/questions/68751439, Keras model with softmax on one unit does not learn",
    "Humbatova et al., Taxonomy of real faults in deep learning systems, 2020, arXiv 1910.11015",
  ],
  explains: [
    "constant-cost",
    "same-answer",
    "zero-gradients",
    "not-learning",
    "accuracy-at-base-rate",
    "small-updates",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("softmax"), good: example("sigmoid") },
  weigh: shortOfGoal((evidence, experiment) => {
    const stage = outputStage(experiment);
    if (!stage || !isLayered(evidence, experiment)) return null;
    if (stage.activation.name !== "softmax" || stage.dense.units !== 1) return null;
    const { targets } = evidence.data;
    const one = targets.binary && targets.counts?.length === 2 ? targets.counts[1]! / evidence.data.examples : null;
    const gradient = evidence.start?.gradientNorm;
    return suspicion(1, [
      { label: "units of the softmax", value: "1", normal: "one a class, 2 or more" },
      { label: "what it answers", value: "1 for every example", normal: "different for different examples" },
      one === null ? null : { label: "examples whose target is 1", value: percent(one), normal: null },
      gradient === undefined ? null : { label: "gradient at step 0", value: shown(gradient), normal: "above 0" },
    ]);
  }),
  treatments(experiment, evidence) {
    const stage = outputStage(experiment);
    if (stage?.activation.name !== "softmax" || stage.dense.units !== 1) return [];
    const asked = askedOf(experiment, evidence);
    const { min, max } = evidence.data.targets.asFed;
    // Numbers from 0 to 1 may be probabilities.
    const isPair = asked.kind === "classes" || headFor(experiment, asked, evidence).activation === "sigmoid";
    const order: ActivationName[] = isPair ? ["sigmoid"] : min >= 0 && max <= 1 ? ["linear", "sigmoid"] : ["linear"];
    return present(
      order.map((to) => treatment(experiment, "output activation", outputActivationEdits(experiment, to))),
    );
  },
};

function example(activation: ActivationName): unknown {
  return {
    data: clouds(2),
    model: [
      { type: "dense", units: 8, activation: "relu" },
      { type: "dense", units: 1, activation },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 24,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.95 },
  };
}

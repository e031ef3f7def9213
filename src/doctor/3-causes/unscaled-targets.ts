/** @file The numbers to be predicted are far from 0 ± 1. */
import type { Experiment, TargetScaling } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import { askedOf, measuresLoss } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, targetScalingEdits, treatment } from "./_edits.ts";
import { plane } from "./_examples.ts";
import { isAdaptive, pace, shortOfGoal, startFact, startFactor, suspicion } from "./_readings.ts";

/** Root mean square of the targets from which on, and below which, a network that begins with outputs of about 1 is hindered. */
const large = 3;
const small = 0.03;

const sizeOf = ({ data: { targets } }: Evidence): number => Math.hypot(targets.asFed.mean, targets.asFed.std);

/** Gradients are as many times too large as the targets: 10 often still works, 100 seldom does. */
function weightOf(size: number): number {
  if (size > large) return Math.min(0.8, 0.25 + 0.3 * Math.log10(size / large));
  return size > 0 && size < small ? Math.min(0.5, 0.2 + 0.15 * Math.log10(small / size)) : 0;
}

/** Adam moves a weight by at most about the learning rate a step: how far a bias gets in the whole run. */
function reach(experiment: Experiment, evidence: Evidence): number | null {
  return isAdaptive(experiment) ? experiment.optimizer.learningRate * pace(experiment, evidence).steps : null;
}

const isAsked = (experiment: Experiment, evidence: Evidence): boolean =>
  askedOf(experiment, evidence).kind === "values" && evidence.data.targets.kind === "values";

export const unscaledTargetsCause: Cause = {
  id: "unscaled-targets",
  title: "The targets are not scaled",
  what: "The numbers to be predicted are much larger than the outputs that a network begins with. The first errors are as large as the targets and throw the weights far off, or the outputs take the whole run to get near them.",
  why: "With squared error the gradient is proportional to the error: targets of size T give first gradients T times as large and a cost of T². One step with them can push every relu unit below 0 for all examples, and saturate tanh units. Adam moves a weight by about its learning rate a step, whatever the gradient, so an output needs about T / (learning rate · units) steps to get to T.",
  remedy:
    "Standardize the targets (the exported model and the metrics undo it), or map them onto [0, 1]. The relative squared error keeps its meaning.",
  except:
    "Targets of a size up to about 10 seldom matter. Counts under a Poisson loss are meant to be as they are, and so are classes.",
  severity: "error",
  references: [
    "Bishop, Neural networks for pattern recognition, 1995, section 8.2",
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.5",
  ],
  explains: [
    "high-first-cost",
    "large-updates",
    "dead-units",
    "non-finite-cost",
    "rising-cost",
    "exploding-gradients",
    "same-answer",
    "slow-learning",
    "not-learning",
    "goal-missed",
  ],
  examples: { bad: example("none"), good: example("standardize") },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!isAsked(experiment, evidence) || experiment.loss.name === "poisson") return null;
    const size = sizeOf(evidence);
    const weight = weightOf(size);
    if (weight === 0) return null;
    const { min, max } = evidence.data.targets.asFed;
    const far = reach(experiment, evidence);
    const outOfReach = far !== null && far < size;
    const facts: (Fact | null)[] = [
      { label: "targets as the loss gets them", value: `${shown(min)} to ${shown(max)}`, normal: "about −3 to 3" },
      { label: "their root mean square", value: shown(size), normal: "about 1" },
      outOfReach
        ? {
            label: "learning rate × steps, as far as Adam moves a weight",
            value: shown(far),
            normal: `above ${shown(size)}`,
          }
        : null,
      (startFactor(evidence) ?? 0) > 2 ? startFact(evidence) : null,
    ];
    return suspicion(outOfReach ? Math.min(0.9, weight + 0.15) : weight, facts);
  }),
  treatments(experiment, evidence) {
    const { targetScaling } = experiment.data;
    if (targetScaling !== "none" || !isAsked(experiment, evidence) || measuresLoss(experiment)) return [];
    const order: readonly TargetScaling[] = ["standardize", "minmax"];
    return present(order.map((to) => treatment(experiment, "target scaling", targetScalingEdits(to))));
  },
};

function example(targetScaling: TargetScaling): unknown {
  return {
    data: { ...plane({ targetScale: 500, targetOffset: 2000 }), targetScaling },
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 1 },
    ],
    loss: "mean-squared-error",
    optimizer: { name: "sgd", learningRate: 0.05 },
    batchSize: 20,
    epochs: 30,
    goal: { metric: "relative-mse", atMost: 0.1 },
  };
}

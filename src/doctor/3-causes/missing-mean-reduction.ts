/** @file The cost or its gradient is summed over the batch where it should be averaged. */
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { plane } from "./_examples.ts";
import { derivedGradients, gradientFacts, wrongGradients } from "./_gradients.ts";
import { instability, isAdaptive, pace, shortOfGoal, suspicion, swinging } from "./_readings.ts";

/** Gradient of the summed cost ÷ that of the mean cost, where it is as large as a batch. */
function factorOf(experiment: Experiment, evidence: Evidence): number | null {
  const { rows } = pace(experiment, evidence);
  const factor = evidence.start?.reductionFactor ?? (experiment.loss.reduction === "sum" ? rows : 1);
  return rows > 1 && factor > 1.5 ? factor : null;
}

export const missingMeanReductionCause: Cause = {
  id: "missing-mean-reduction",
  title: "The gradient is summed over the batch: the 1/m is missing",
  what: "The cost, or a hand-written gradient, adds up the examples of a batch and does not divide by their number m. Every step is m times as large as the learning rate says, and another batch size means another step size.",
  why: "The gradient of a sum over m examples is m times that of their mean, so a step of gradient descent with rate r is one with rate m · r. With m = 32 and r = 0.1 the real rate is 3.2, above 2 / λmax of most networks. No replay can tell this from a rate that is m times too high; the ratio of the gradient to that of the mean cost, which is m, can.",
  remedy:
    "Average over the batch: reduction mean, or divide the gradient by m. The learning rate then means the same for every batch size.",
  except:
    "Adam and RMSprop divide the gradient by its own size and hardly notice. With a rate that was chosen for the sum, the run is fine.",
  severity: "error",
  references: [
    "Stack Overflow 51146597 (reduction of a loss over the batch)",
    "Goyal et al., Accurate, large minibatch SGD, 2017, arXiv 1706.02677, section 2.1",
  ],
  explains: [
    "rising-cost",
    "non-finite-cost",
    "oscillating-cost",
    "high-first-cost",
    "large-updates",
    "exploding-gradients",
    "dead-units",
    "early-plateau",
    "not-learning",
    "goal-missed",
  ],
  examples: {
    bad: example("sum"),
    good: example("mean"),
  },
  weigh: shortOfGoal((evidence, experiment) => {
    const written = wrongGradients(evidence, "batch factor");
    if (written.length > 0) return suspicion(1, gradientFacts(written));
    const factor = factorOf(experiment, evidence);
    if (factor === null) return null;
    const facts = [
      { label: "gradient ÷ gradient of the mean cost", value: shown(factor), normal: "1" },
      instability(evidence.course) ?? swinging(evidence.course),
    ];
    if (isAdaptive(experiment)) return suspicion(0.2, facts);
    // Only a step that is too large fails: calm runs have a rate that was chosen for the sum.
    const { ratio } = evidence.sharpness ?? { ratio: null };
    const calm = evidence.course !== null && facts[1] === null && (ratio === null || ratio < 1);
    return suspicion(calm ? 0.3 : 1, facts);
  }),
  treatments(experiment, evidence) {
    const factor = factorOf(experiment, evidence);
    const rate = experiment.optimizer.learningRate;
    // The cost of a program cannot be edited: a rate that is m times smaller is the same run.
    const smaller =
      factor !== null && experiment.loss.reduction === "mean"
        ? treatment(experiment, "learning rate", [
            { path: "optimizer.learningRate", to: Number((rate / factor).toPrecision(3)), what: "learning rate" },
          ])
        : null;
    return present([
      treatment(experiment, "reduction", [{ path: "loss.reduction", to: "mean", what: "reduction of the loss" }]),
      wrongGradients(evidence, "batch factor").length > 0 ? derivedGradients(experiment) : null,
      smaller,
    ]);
  },
};

function example(reduction: "sum" | "mean"): unknown {
  return {
    data: plane({ features: 3 }),
    model: [{ type: "dense", units: 1 }],
    loss: { name: "mean-squared-error", reduction },
    optimizer: { name: "sgd", learningRate: 0.1 },
    batchSize: 50,
    epochs: 25,
    goal: { metric: "relative-mse", atMost: 0.05 },
  };
}

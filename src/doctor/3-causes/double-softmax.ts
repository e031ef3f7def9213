/** @file A softmax is applied to what is a softmax already. */
import type { ActivationName, Experiment } from "../../experiment/types.ts";
import { isLayered, measuresLoss } from "./_asked.ts";
import type { Cause } from "./_cause.ts";
import { outputStage, present, shown, targetColumns, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import { percent, shortOfGoal, suspicion } from "./_readings.ts";

/** Paths of the softmaxes that are followed by another one, in the model or in the loss. */
function repeated(experiment: Experiment): readonly string[] {
  const found = outputStage(experiment)?.activations.filter(({ name }) => name === "softmax") ?? [];
  const inLoss = experiment.loss.name === "softmax-cross-entropy";
  return (inLoss ? found : found.slice(0, -1)).map(({ path }) => path);
}

export const doubleSoftmaxCause: Cause = {
  id: "double-softmax",
  title: "Softmax is applied twice",
  what: "The output is a softmax, and another softmax is applied to it: by the loss, which takes logits, or by a further layer. All classes keep nearly the same probability, however sure the network is.",
  why: "The first softmax gives numbers from 0 to 1. The second makes at most e¹ / (e¹ + C − 1) of them: 0.73 for 2 classes, 0.23 for 10, so the cost cannot fall below ln(1 + (C − 1)/e), which is 1.46 for 10 classes. Its gradient passes through both Jacobians; for C equal answers each multiplies it by about 1/C.",
  remedy: "Keep one of them: a linear output under softmax-cross-entropy, or softmax under categorical cross-entropy.",
  except:
    "The largest output stays the largest, so the accuracy may be right although the cost and the probabilities are not, and learning slow.",
  severity: "error",
  references: [
    "PyTorch documentation, CrossEntropyLoss: the input is expected to contain the unnormalized logits",
    "discuss.pytorch.org, threads on softmax before CrossEntropyLoss",
  ],
  explains: [
    "slow-learning",
    "stuck-at-guessing",
    "not-learning",
    "vanishing-gradients",
    "small-batch-not-fitted",
    "goal-missed",
  ],
  examples: { bad: example("softmax"), good: example("linear") },
  weigh: shortOfGoal((evidence, experiment) => {
    const stage = outputStage(experiment);
    if (!stage || !isLayered(evidence, experiment) || stage.dense.units === 1) return null;
    if (repeated(experiment).length === 0) return null;
    const classes = stage.dense.units;
    const last = evidence.course?.lastCost;
    const floor = Math.log(1 + (classes - 1) / Math.E);
    return suspicion(0.95, [
      { label: "softmaxes on the way to the cost", value: "2", normal: "1" },
      { label: "largest possible probability", value: percent(Math.E / (Math.E + classes - 1)), normal: "100%" },
      last === undefined
        ? null
        : {
            label: "cost at the end",
            value: shown(last),
            normal: `near 0; with two softmaxes ${shown(floor)} or more`,
          },
    ]);
  }),
  treatments(experiment) {
    const paths = repeated(experiment);
    const edits = paths.map((path) => ({ path, to: "linear", what: "output activation" }));
    const ownLoss = experiment.loss.name === "softmax-cross-entropy";
    const labels = experiment.data.targetEncoding === "raw" && targetColumns(experiment) === 1;
    const loss = labels ? "sparse-categorical-cross-entropy" : "categorical-cross-entropy";
    return present([
      treatment(experiment, "output activation", edits),
      // The other way: the loss takes the probabilities as they are.
      paths.length === 1 && ownLoss && !measuresLoss(experiment)
        ? treatment(experiment, "loss", [{ path: "loss.name", to: loss, what: "loss" }])
        : null,
    ]);
  },
};

function example(activation: ActivationName): unknown {
  return {
    data: clouds(10, { features: 10, seed: 5 }),
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 10, activation },
    ],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.05 },
    batchSize: 24,
    epochs: 10,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

/** @file So many examples a step that the run makes too few steps. */
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";
import {
  instability,
  largeForItsSteps,
  pace,
  shortOfGoal,
  stillFalling,
  suspicion,
  withoutGradient,
} from "./_readings.ts";

/** Keras's and our default; Masters and Luschi find 2 to 32 best in most of their networks. */
const usual = 32;
/** Steps in all below which a smaller batch would help by their number alone. */
const fewSteps = 500;

const smaller = [32, 16, 8];

export const batchTooLargeCause: Cause = {
  id: "batch-too-large",
  title: "The batch is so large that the run makes few steps",
  what: "Each step uses many examples, so an epoch has few steps. The run is over before the weights have gone far enough.",
  why: "An epoch makes examples ÷ batch size updates. The noise of a mean over m examples falls only as 1/√m, so beyond the size at which it is smaller than the gradient itself a step of 4m examples is hardly better than one of m and costs four of them.",
  remedy: "A batch of 16 to 64 for small data; or raise the learning rate together with the batch, or the epochs.",
  except: "With enough epochs, or a rate raised in proportion, large batches reach the same goal.",
  severity: "warning",
  references: [
    "Masters and Luschi, Revisiting small batch training for deep neural networks, 2018, arXiv 1804.07612",
    "McCandlish et al., An empirical model of large-batch training, 2018, arXiv 1812.06162",
  ],
  explains: ["slow-learning", "not-learning", "goal-missed"],
  examples: { bad: example("full"), good: example(16) },
  weigh: shortOfGoal((evidence, experiment) => {
    if (instability(evidence.course)) return null;
    const { rows, steps } = pace(experiment, evidence);
    if (rows <= usual) return null;
    const facts = [
      { label: "examples a step", value: shown(rows), normal: "16 to 64" },
      { label: "steps in all", value: shown(steps), normal: `${fewSteps} or more` },
    ];
    if (steps >= fewSteps || withoutGradient(evidence)) return suspicion(0.2, facts);
    const falling = stillFalling(evidence.course);
    if (falling && largeForItsSteps(experiment, evidence)) return suspicion(0.7, facts);
    return suspicion(falling && rows >= 2 * usual ? 0.5 : 0.3, facts);
  }),
  treatments(experiment, evidence) {
    const { rows } = pace(experiment, evidence);
    return present(
      smaller
        .filter((size) => size <= rows / 2)
        .map((size) =>
          treatment(experiment, "batch size", [{ path: "batchSize", to: size, what: "batch size" }], { value: size }),
        ),
    );
  },
};

function example(batchSize: number | "full"): unknown {
  return {
    data: clouds(4, { examples: 480, features: 6 }),
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 4, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.05 },
    batchSize,
    epochs: 10,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

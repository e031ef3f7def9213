/** @file Batches are taken in the order of the file, which is sorted. */
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { clouds, sorted } from "./_examples.ts";
import { pace, percent, shortOfGoal, suspicion } from "./_readings.ts";

/** Of the classes' shares p: neighbours that agree are Σ p² of a random order, and nearly all of a sorted one. */
function sortedness({ data: { orderedness, targets, examples } }: Evidence): number {
  // Values are held against ten bins of equal size.
  const shares = targets.counts?.map((count) => count / examples) ?? new Array<number>(10).fill(0.1);
  const agreeing = shares.reduce((sum, p) => sum + p * p, 0);
  return agreeing >= 1 ? 0 : Math.max(0, (orderedness * agreeing - agreeing) / (1 - agreeing));
}

/** Of neighbours beyond chance: a mixed file has 0 ± 0.1, a sorted one nearly 1. */
const mostlySorted = 0.5;
const partlySorted = 0.2;

export const dataNotShuffledCause: Cause = {
  id: "data-not-shuffled",
  title: "Batches follow the order of the file, which is sorted",
  what: "The examples are taken in the order of the file, and the file is sorted by its targets. Each batch then holds one class, or targets of one size: the network learns to answer it always, until the next comes, and forgets it.",
  why: "The gradient of a batch estimates that of all examples only where the batch is a random sample. A batch of a single class has the gradient of “always this class”: the output biases swing from class to class, and after each epoch the last class of the file has the last word.",
  remedy: 'Shuffle ("shuffle": true): each epoch then has a random order of its own, the same for the same seed.',
  except: "A file in random order, or batches of all examples, need no shuffling.",
  severity: "error",
  references: [
    "Bengio, Practical recommendations for gradient-based training of deep architectures, 2012, section 3.1.1",
    "Bottou, Curiously fast convergence of some stochastic gradient descent algorithms, 2009",
  ],
  explains: ["oscillating-cost", "same-answer", "accuracy-at-base-rate", "not-learning", "goal-missed"],
  examples: { bad: example(false), good: example(true) },
  weigh: shortOfGoal((evidence, experiment) => {
    const { rows } = pace(experiment, evidence);
    if (experiment.data.shuffle || rows >= evidence.data.examples) return null;
    const order = sortedness(evidence);
    const weight = order > mostlySorted ? 0.9 : order > partlySorted ? 0.5 : 0.1;
    return suspicion(weight, [
      { label: "order of the examples", value: "as in the file, every epoch", normal: "random" },
      { label: "neighbours with the same target, beyond chance", value: percent(order), normal: "about 0%" },
      { label: "examples a batch", value: `${shown(rows)} of ${shown(evidence.data.examples)}`, normal: null },
    ]);
  }),
  treatments: (experiment) =>
    experiment.data.shuffle
      ? []
      : present([treatment(experiment, "shuffling", [{ path: "data.shuffle", to: true, what: "shuffle" }])]),
};

function example(shuffle: boolean): unknown {
  return {
    data: { ...sorted(clouds(4)), shuffle },
    model: [
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 4, activation: "softmax" },
    ],
    loss: "sparse-categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.2 },
    batchSize: 10,
    epochs: 10,
    goal: { metric: "accuracy", atLeast: 0.9 },
  };
}

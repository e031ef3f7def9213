/** @file The targets have nothing to do with the inputs. */
import type { Cause } from "./_cause.ts";
import { shown } from "./_edits.ts";
import { clouds, coins } from "./_examples.ts";
import { percent, shortOfGoal, suspicion } from "./_readings.ts";

export const noSignalCause: Cause = {
  id: "no-signal",
  title: "The inputs do not tell the targets",
  what: "Methods that need no training tell the targets from the inputs no better than they tell shuffled targets. The labels may be random, assigned to the wrong rows, or depend on something that is not among the inputs.",
  why: "Where inputs and targets are independent the best answer is constant: the base rate for classes, the mean for numbers. No network does better on new examples; on the training part it can only memorise. Nearest neighbours and a straight line, asked about examples that they have not seen, are held against the same with shuffled targets: z = (score − mean of shuffled) / deviation of shuffled, and z < 3 happens in 99.6% of cases without a relation.",
  remedy:
    "Look at how the targets were joined to the inputs: the same order, the same rows, no shuffling of one without the other. Find inputs that the target depends on.",
  except:
    "Relations that neither neighbours nor a straight line see, such as parity of many columns or the content of images, and samples that are too small.",
  severity: "error",
  references: [
    "Zhang, Bengio, Hardt, Recht and Vinyals, Understanding deep learning requires rethinking generalization, 2017, arXiv 1611.03530",
    "Ojala and Garriga, Permutation tests for studying classifier performance, 2010",
  ],
  explains: ["accuracy-at-base-rate", "stuck-at-guessing", "same-answer", "not-learning", "overfitting", "goal-missed"],
  examples: { bad: example(true), good: example(false) },
  weigh: shortOfGoal((evidence) => {
    const { signal, data } = evidence;
    const { raw } = data.targets;
    if (data.examples > 1 && raw.std === 0)
      return suspicion(0.9, [{ label: "targets", value: `all ${shown(raw.mean)}`, normal: "at least two different" }]);
    if (signal === null || signal.learnable === "yes") return null;
    const score = (x: number): string => (signal.metric === "accuracy" ? percent(x) : shown(x));
    const base = data.targets.baseRate;
    // Of a few examples in many dimensions neither neighbours nor lines tell much, and where all but a few are of one
    // class nothing is left to be told.
    const different = base === null ? signal.examples : signal.examples * (1 - base);
    const isSure = signal.examples >= 100 && signal.examples >= 2 * data.features && different >= 20;
    return suspicion(signal.learnable === "weak" ? 0.2 : isSure ? 0.8 : 0.4, [
      {
        label: `${signal.method} on unseen examples`,
        value: `${signal.metric} ${score(signal.score)}`,
        normal: signal.metric === "accuracy" ? "near 100%" : "near 0",
      },
      {
        label: "the same with shuffled targets",
        value: `${score(signal.shuffledMean)} ± ${score(signal.shuffledStd)}`,
        normal: "much worse",
      },
      { label: "distance in deviations", value: shown(signal.z), normal: "above 3" },
      base === null ? null : { label: "always naming the commonest class", value: percent(base), normal: null },
    ]);
  }),
  treatments: () => [],
};

function example(isRandom: boolean): unknown {
  return {
    data: isRandom ? coins() : clouds(2),
    task: "binary",
    model: [
      { type: "dense", units: 8, activation: "tanh" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 20,
    epochs: 20,
    goal: { metric: "accuracy", atLeast: 0.8 },
  };
}

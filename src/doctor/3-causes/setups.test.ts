import { describe, expect, test } from "vitest";
import type { Dataset } from "../../data/dataset.ts";
import { loadDataset } from "../../data/node/load.ts";
import { applyChanges } from "../../experiment/changes.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import type { Experiment } from "../../experiment/types.ts";
import { planExperiment } from "../../train/plan.ts";
import { measureData } from "../1-evidence/data.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import { measureSignal } from "../1-evidence/signal.ts";
import { symptoms } from "../2-symptoms/index.ts";
import { checkers, clouds, coins, type InlineData, plane, topics, wave } from "./_examples.ts";
import { causes } from "./index.ts";

interface Setup {
  readonly data: object;
  readonly task?: string;
  readonly output: readonly [units: number, activation: string];
  readonly loss: string;
  readonly hidden?: string;
  readonly optimizer?: object;
  readonly batchSize?: number | "full";
}

const experimentOf = ({ data, task, output: [units, activation], loss, hidden = "relu", ...rest }: Setup): Experiment =>
  parseExperiment({
    data,
    ...(task && { task }),
    model: [
      { type: "dense", units: 16, activation: hidden },
      { type: "dense", units, activation },
    ],
    loss,
    optimizer: { name: "adam", learningRate: 0.01 },
    epochs: 100,
    ...rest,
  });

const load = ({ data, seed, precision }: Experiment): Dataset =>
  loadDataset(data, { baseFolder: ".", seed, precision });

/** The data; where labels are refused, with the same numbers as plain targets. */
function readable(experiment: Experiment): Dataset {
  try {
    return load(experiment);
  } catch {
    return load(
      applyChanges(experiment, [
        { path: "loss.name", to: "mean-squared-error" },
        { path: "data.targetEncoding", to: "raw" },
      ]),
    );
  }
}

/** What the data alone tell, before any step. */
function before(experiment: Experiment): Evidence {
  const dataset = readable(experiment);
  return {
    data: measureData(dataset, experiment),
    signal: measureSignal(dataset, experiment),
    start: null,
    course: null,
    layers: [],
    output: null,
    smallBatch: null,
    sharpness: null,
    gradients: null,
    refusal: null,
  };
}

function suspected(setup: Setup): { id: string; weight: number; title: string | null }[] {
  const experiment = experimentOf(setup);
  const evidence = before(experiment);
  return causes
    .flatMap((cause) => {
      const found = cause.weigh(evidence, experiment);
      if (!found) return [];
      const treatment = cause.treatments(experiment, evidence)[0];
      return [{ id: cause.id, weight: found.weight, title: treatment?.title ?? null }];
    })
    .sort((a, b) => b.weight - a.weight);
}

const counted = ({ inputs, source }: InlineData): InlineData => ({
  source,
  inputs,
  targets: inputs.map(([x]) => Math.round(Math.exp(1 + (x as number) / 2))),
});
const labelled = (data: InlineData, name: (label: number) => number): InlineData => ({
  ...data,
  targets: (data.targets as readonly number[]).map(name),
});
const rows = (data: InlineData, classes: number): InlineData => ({
  ...data,
  targets: (data.targets as readonly number[]).map((label) =>
    Array.from({ length: classes }, (_, k) => Number(k === label)),
  ),
});
const shares = (data: InlineData): InlineData => ({
  ...data,
  targets: data.inputs.map((x) => {
    const powers = x.slice(0, 3).map((value) => Math.exp(value));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((p) => p / sum);
  }),
});

const healthy: Readonly<Record<string, Setup>> = {
  "softmax with labels": { data: clouds(3), output: [3, "softmax"], loss: "sparse-categorical-cross-entropy" },
  "softmax with one-hot labels": {
    data: { ...clouds(3), targetEncoding: "one-hot" },
    output: [3, "softmax"],
    loss: "categorical-cross-entropy",
  },
  "softmax with one-hot columns": {
    data: rows(clouds(3), 3),
    output: [3, "softmax"],
    loss: "categorical-cross-entropy",
  },
  logits: { data: clouds(3), output: [3, "linear"], loss: "softmax-cross-entropy" },
  "logits with one-hot columns": { data: rows(clouds(3), 3), output: [3, "linear"], loss: "softmax-cross-entropy" },
  "one sigmoid": { data: clouds(2), output: [1, "sigmoid"], loss: "binary-cross-entropy" },
  "one sigmoid for a classification": {
    data: clouds(2),
    task: "classification",
    output: [1, "sigmoid"],
    loss: "binary-cross-entropy",
  },
  "two softmax units for yes or no": {
    data: { ...clouds(2), targetEncoding: "one-hot" },
    task: "binary",
    output: [2, "softmax"],
    loss: "categorical-cross-entropy",
  },
  "two softmax units under binary cross-entropy": {
    data: { ...clouds(2), targetEncoding: "one-hot" },
    task: "classification",
    output: [2, "softmax"],
    loss: "binary-cross-entropy",
  },
  "a sigmoid with squared error": {
    data: clouds(2),
    task: "binary",
    output: [1, "sigmoid"],
    loss: "mean-squared-error",
  },
  "softmax with squared error": {
    data: { ...clouds(3), targetEncoding: "one-hot" },
    task: "classification",
    output: [3, "softmax"],
    loss: "mean-squared-error",
  },
  "sigmoids, one for each class": {
    data: { ...clouds(3), targetEncoding: "one-hot" },
    task: "classification",
    output: [3, "sigmoid"],
    loss: "binary-cross-entropy",
  },
  "sigmoids for independent labels": {
    data: topics(),
    task: "multilabel",
    output: [4, "sigmoid"],
    loss: "binary-cross-entropy",
  },
  "labels from 1 on": {
    data: { ...labelled(clouds(3), (k) => k + 1), firstLabel: 1 },
    output: [3, "softmax"],
    loss: "sparse-categorical-cross-entropy",
  },
  "a unit for a class without examples": {
    data: labelled(clouds(3), (k) => k + 1),
    output: [4, "softmax"],
    loss: "sparse-categorical-cross-entropy",
  },
  "shares of a whole": { data: shares(clouds(3)), output: [3, "softmax"], loss: "categorical-cross-entropy" },
  "a linear output for numbers": { data: wave(), output: [1, "linear"], loss: "mean-squared-error" },
  "targets of moderate size": {
    data: wave({ targetScale: 2, targetOffset: 1 }),
    output: [1, "linear"],
    loss: "mean-squared-error",
  },
  "tanh for targets from −1 to 1": { data: wave(), output: [1, "tanh"], loss: "mean-squared-error" },
  "a sigmoid for numbers from 0 to 1": {
    data: wave({ targetScale: 0.4, targetOffset: 0.5 }),
    output: [1, "sigmoid"],
    loss: "mean-squared-error",
  },
  "binary cross-entropy for numbers from 0 to 1": {
    data: wave({ targetScale: 0.4, targetOffset: 0.5 }),
    task: "regression",
    output: [1, "sigmoid"],
    loss: "binary-cross-entropy",
  },
  "relu for targets of 0 or more": {
    data: wave({ targetOffset: 1.5 }),
    output: [1, "relu"],
    loss: "mean-squared-error",
  },
  "a sigmoid for targets scaled onto [0, 1]": {
    data: { ...wave({ targetScale: 400 }), targetScaling: "minmax" },
    output: [1, "sigmoid"],
    loss: "mean-squared-error",
  },
  "−1 and 1 with tanh": {
    data: labelled(clouds(2), (k) => 2 * k - 1),
    task: "binary",
    output: [1, "tanh"],
    loss: "mean-squared-error",
  },
  "counts under a Poisson loss": { data: counted(clouds(3)), output: [1, "softplus"], loss: "poisson" },
  "large inputs that are standardized": {
    data: { ...clouds(3, { scale: 300, offset: 5000 }), inputScaling: "standardize" },
    output: [3, "softmax"],
    loss: "sparse-categorical-cross-entropy",
  },
  "bytes divided by 255": {
    data: { ...clouds(3, { scale: 20, offset: 128 }), inputScaling: { divideBy: 255 } },
    output: [3, "softmax"],
    loss: "sparse-categorical-cross-entropy",
  },
  "a mixed file in its own order": {
    data: { ...clouds(3), shuffle: false },
    output: [3, "softmax"],
    loss: "sparse-categorical-cross-entropy",
  },
};

const own: ReadonlySet<string> = new Set([
  "unscaled-inputs",
  "unscaled-targets",
  "softmax-single-unit",
  "missing-output-activation",
  "wrong-output-activation",
  "output-range-mismatch",
  "double-softmax",
  "wrong-loss",
  "label-encoding",
  "output-units-mismatch",
  "naive-softmax",
  "class-imbalance",
  "redundant-features",
  "data-not-shuffled",
  "no-signal",
  "missing-nonlinearity",
]);

describe("a healthy setup", () => {
  test.each(Object.entries(healthy))("%s is not accused", (_, setup) => {
    const found = suspected(setup).filter(({ id, weight }) => own.has(id) && weight >= 0.5);
    expect(found).toEqual([]);
  });
});

/** The cause expected first, and the title of its first treatment. */
const faulty: readonly (readonly [string, Setup, string, string | null])[] = [
  [
    "softmax on a number",
    { data: wave(), output: [1, "softmax"], loss: "mean-squared-error" },
    "softmax-single-unit",
    "output activation softmax → linear",
  ],
  [
    "softmax on one unit under categorical cross-entropy",
    { data: clouds(2), task: "binary", output: [1, "softmax"], loss: "categorical-cross-entropy" },
    "softmax-single-unit",
    "output activation softmax → sigmoid",
  ],
  [
    "several softmax units on one number",
    { data: wave(), output: [10, "softmax"], loss: "mean-squared-error" },
    "output-units-mismatch",
    "output units 10 → 1",
  ],
  [
    "more classes than units",
    { data: clouds(4), output: [3, "softmax"], loss: "sparse-categorical-cross-entropy" },
    "output-units-mismatch",
    "output units 3 → 4",
  ],
  [
    "labels that begin with 1",
    { data: labelled(clouds(3), (k) => k + 1), output: [3, "softmax"], loss: "sparse-categorical-cross-entropy" },
    "label-encoding",
    "first label 0 → 1",
  ],
  [
    "−1 and 1 under binary cross-entropy",
    {
      data: labelled(clouds(2), (k) => 2 * k - 1),
      task: "binary",
      output: [1, "sigmoid"],
      loss: "binary-cross-entropy",
    },
    "label-encoding",
    "target scaling none → minmax",
  ],
  [
    "one-hot columns under a loss of labels",
    {
      data: rows(clouds(3), 3),
      task: "classification",
      output: [3, "softmax"],
      loss: "sparse-categorical-cross-entropy",
    },
    "label-encoding",
    "loss sparse-categorical-cross-entropy → categorical-cross-entropy",
  ],
  [
    "one-hot labels under a loss of labels",
    {
      data: { ...clouds(3), targetEncoding: "one-hot" },
      output: [3, "softmax"],
      loss: "sparse-categorical-cross-entropy",
    },
    "label-encoding",
    "target encoding one-hot → raw",
  ],
  [
    "one-hot labels for one unit",
    {
      data: { ...clouds(2), targetEncoding: "one-hot" },
      task: "classification",
      output: [1, "sigmoid"],
      loss: "binary-cross-entropy",
    },
    "label-encoding",
    "target encoding one-hot → raw",
  ],
  [
    "relu under binary cross-entropy",
    { data: clouds(2), output: [1, "relu"], loss: "binary-cross-entropy" },
    "wrong-output-activation",
    "output activation relu → sigmoid",
  ],
  [
    "sigmoids under categorical cross-entropy",
    {
      data: { ...clouds(3), targetEncoding: "one-hot" },
      output: [3, "sigmoid"],
      loss: "categorical-cross-entropy",
    },
    "wrong-output-activation",
    "output activation sigmoid → softmax",
  ],
  [
    "relu on logits",
    { data: clouds(3), output: [3, "relu"], loss: "softmax-cross-entropy" },
    "wrong-output-activation",
    "output activation relu → linear",
  ],
  [
    "sigmoids for shares of a whole",
    { data: shares(clouds(3)), task: "regression", output: [3, "sigmoid"], loss: "mean-absolute-error" },
    "wrong-output-activation",
    "output activation sigmoid → softmax",
  ],
  [
    "tanh for targets of 50",
    { data: wave({ targetScale: 50 }), output: [1, "tanh"], loss: "mean-squared-error" },
    "output-range-mismatch",
    "output activation tanh → linear",
  ],
  [
    "a linear output under categorical cross-entropy",
    { data: rows(clouds(3), 3), output: [3, "linear"], loss: "categorical-cross-entropy" },
    "missing-output-activation",
    "output activation linear → softmax",
  ],
  [
    "categorical cross-entropy for numbers",
    { data: plane(), task: "regression", output: [1, "linear"], loss: "categorical-cross-entropy" },
    "wrong-loss",
    "loss categorical-cross-entropy → mean-squared-error",
  ],
  [
    "targets without relation",
    { data: coins(), output: [1, "sigmoid"], loss: "binary-cross-entropy" },
    "no-signal",
    null,
  ],
  [
    "hidden layers without a curve",
    { data: checkers(), output: [1, "sigmoid"], loss: "binary-cross-entropy", hidden: "linear" },
    "missing-nonlinearity",
    "hidden activation linear → relu",
  ],
];

describe("a faulty setup", () => {
  test.each(faulty)("%s is accused before training", (_, setup, id, title) => {
    const [first] = suspected(setup);
    expect(first).toMatchObject({ id, title });
  });

  test.each(faulty)("%s: every treatment of a certain cause together make a run that starts", (_, setup) => {
    const experiment = experimentOf(setup);
    const evidence = before(experiment);
    const certain = causes.filter((cause) => (cause.weigh(evidence, experiment)?.weight ?? 0) >= 0.9);
    const treatments = certain.flatMap((cause) => cause.treatments(experiment, evidence).slice(0, 1));
    const knobs = new Set<string>();
    const together = treatments.filter(({ knob }) => !knobs.has(knob) && knobs.add(knob));
    const changed = applyChanges(
      experiment,
      together.flatMap(({ edits }) => edits),
    );
    expect(() => planExperiment(changed, load(changed))).not.toThrow();
  });
});

test.each(causes.map(({ id, explains }) => [id, explains] as const))(
  "%s explains symptoms that exist",
  (_, explains) => {
    const known = new Set(symptoms.map(({ id }) => id));
    expect(explains.filter((id) => !known.has(id))).toEqual([]);
  },
);

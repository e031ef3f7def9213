/** @file Diagnoses written by hand, one of each kind, for the reports. */
import type { Evidence, LayerEvidence, LayerMoment } from "../src/doctor/1-evidence/evidence.ts";
import type { CauseFinding, Diagnosis, TrialSummary } from "../src/doctor/5-report/diagnosis.ts";
import type { WithGoal } from "../src/doctor/subject.ts";
import { applyChanges, type Change } from "../src/experiment/changes.ts";
import { parseExperiment } from "../src/experiment/parse.ts";
import type { RunEvent } from "../src/record/events.ts";

const experimentOf = (json: object): WithGoal => parseExperiment(json) as WithGoal;

const images: WithGoal = experimentOf({
  data: { source: "mnist", inputScaling: "none" },
  model: [
    { type: "dense", units: 128, activation: "relu" },
    { type: "dense", units: 10 },
  ],
  loss: "softmax-cross-entropy",
  optimizer: { name: "sgd", learningRate: 0.1 },
  goal: { metric: "accuracy", atLeast: 0.95 },
});

const table: WithGoal = experimentOf({
  data: { source: "csv", path: "data.csv", inputs: ["x0", "x1", "x2"], targets: ["y"] },
  model: [
    { type: "dense", units: 8, activation: "tanh" },
    { type: "dropout", rate: 0.5 },
    { type: "dense", units: 1, activation: "softmax" },
  ],
  loss: "mean-squared-error",
  optimizer: { name: "sgd", learningRate: 0.0001 },
  task: "binary",
  goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
});

const moment = (step: number, changes: Partial<LayerMoment> = {}): LayerMoment => ({
  step,
  gradientNorm: 0.31,
  weightNorm: 16.1,
  updateRatio: 0.011,
  deadShare: 0,
  saturatedShare: 0,
  activationMedian: 0.2,
  activationWidth: 1.9,
  ...changes,
});

const layer = (name: string, changes: Partial<LayerEvidence> = {}): LayerEvidence => ({
  name,
  index: 0,
  activation: "relu",
  isOutput: false,
  units: 128,
  first: moment(0),
  last: moment(9374),
  largestUpdateRatio: 0.012,
  largestGradientNorm: 0.9,
  smallestGradientNorm: 0.05,
  zeroGradients: 0,
  measurements: 210,
  weightStd: 0.0505,
  usualWeightStd: 0.0505,
  constantWeights: false,
  ...changes,
});

const imageEvidence: Evidence = {
  data: {
    examples: 60_000,
    features: 784,
    inputs: { min: 0, max: 255, mean: 33.3, std: 78.6 },
    inputsAsFed: { min: 0, max: 255, mean: 33.3, std: 78.6 },
    columnScaleRatio: 1,
    largestOffset: 0.42,
    constantColumns: [0, 1, 2],
    largestConstant: 0,
    duplicateColumns: [],
    targets: {
      kind: "labels",
      width: 1,
      raw: { min: 0, max: 9, mean: 4.45, std: 2.89 },
      asFed: { min: 0, max: 9, mean: 4.45, std: 2.89 },
      whole: true,
      distinct: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      binary: false,
      rowsSumToOne: false,
      oneHotRows: false,
      counts: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      baseRate: 0.112,
      labelEntropy: 2.3012,
    },
    orderedness: 1.01,
  },
  signal: {
    method: "nearest neighbours",
    metric: "accuracy",
    score: 0.914,
    shuffledMean: 0.101,
    shuffledStd: 0.009,
    z: 90.3,
    learnable: "yes",
    examples: 1000,
  },
  start: {
    cost: 197.2,
    expectedCost: Math.LN10,
    expectedName: "ln 10",
    constantCost: 2.3012,
    outputs: { min: -319, max: 415, mean: 1.2, std: 96.4 },
    logits: { min: -319, max: 415, mean: 1.2, std: 96.4 },
    gradientNorm: 812,
    reductionFactor: 1,
  },
  course: {
    steps: 18_750,
    totalSteps: 18_750,
    stepsPerEpoch: 1875,
    epochs: 10,
    stopped: "done",
    firstCost: 197.2,
    lowestCost: 2.21,
    largestCost: 1.5e11,
    lastCost: 2.3017,
    shape: "plateau",
    lateFall: 0.0001,
    roughness: 0.02,
    plateau: {
      level: 2.3017,
      since: 46,
      explained: { name: "entropy of the labels", value: 2.3012 },
      slope: -3.2e-6,
      biasOnly: true,
    },
    failure: null,
    failedAt: null,
    negativeCost: false,
    score: 0.1135,
    goal: images.goal,
    trainAccuracy: 0.1124,
    testAccuracy: 0.1135,
    relativeError: null,
  },
  layers: [
    layer("dense0", {
      largestUpdateRatio: 5.7,
      zeroGradients: 205,
      last: moment(18_749, { gradientNorm: 0, deadShare: 1, activationWidth: 0 }),
    }),
    layer("dense1", { index: 1, activation: "linear", isOutput: true, units: 10 }),
  ],
  output: {
    activation: "linear",
    units: 10,
    reachable: { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY },
    unreachableShare: 0,
    lossWants: "logits",
    lossTakes: "labels",
    trained: {
      spread: { min: -0.11, max: 0.12, mean: 0, std: 0.08 },
      variation: 0,
      classesNamed: 1,
      classes: 10,
    },
  },
  smallBatch: { examples: 16, steps: 300, before: 197.2, after: 0.0004, floor: 0, left: 2e-6 },
  sharpness: { lambdaMax: 48_000, learningRate: 0.1, limit: 2, ratio: 2400, largestStableRate: 4.2e-5 },
  gradients: null,
  refusal: null,
};

const nothing: Evidence = {
  ...imageEvidence,
  signal: null,
  start: null,
  course: null,
  layers: [],
  output: null,
  smallBatch: null,
  sharpness: null,
};

const trials = (repaired: number, scores: readonly number[]): TrialSummary => ({
  seeds: scores.length,
  repaired,
  scores,
});

const cause = (id: string, title: string, changes: Partial<CauseFinding>): CauseFinding => ({
  id,
  title,
  severity: "error",
  confidence: "proved",
  weight: 0.9,
  facts: [],
  alone: true,
  recommended: true,
  treatment: null,
  changes: [],
  trials: null,
  without: null,
  ...changes,
});

/** The experiment with the changes, and how often that reached the goal. */
const recommend = (
  experiment: WithGoal,
  changes: readonly Change[],
  summary: TrialSummary,
): Diagnosis["recommended"] => ({
  changes,
  trials: summary,
  experiment: applyChanges(experiment, changes),
});

const scaling: Change = { path: "data.inputScaling", from: "none", to: "unit" };
const scaled = trials(5, [0.9789, 0.9765, 0.9781, 0.9792, 0.9774]);

export const unscaled: Diagnosis = {
  verdict: "identified",
  name: "experiment.json",
  experiment: images,
  goalStated: true,
  symptoms: [
    {
      id: "cost-on-plateau",
      title: "The cost stays on a plateau",
      severity: "error",
      facts: [{ label: "cost since step 46", value: "2.302", normal: "entropy of the labels = 2.301 is guessing" }],
    },
    {
      id: "constant-output",
      title: "The output is the same for every example",
      severity: "error",
      facts: [{ label: "classes ever named", value: "1", normal: "10" }],
    },
    { id: "unheard-of", title: "The lights flicker", severity: "warning", facts: [] },
  ],
  causes: [
    cause("unscaled-inputs", "The inputs are not scaled", {
      facts: [
        {
          label: "inputs as the network sees them",
          value: "0 … 255, mean 33.3",
          normal: "about 0 … 1, or mean 0 and deviation 1",
        },
        { label: "cost at step 0", value: "197.2", normal: "about 2.303 (ln 10)" },
        { label: "update ÷ weight at step 0", value: "5.7", normal: "0.0001 to 0.1" },
      ],
      treatment: "input scaling none → unit",
      changes: [scaling],
      trials: scaled,
    }),
    cause("dying-relu", "ReLU units are dead", {
      confidence: "possible",
      weight: 0.5,
      alone: false,
      recommended: false,
      facts: [{ label: "units of dense0 that never fire", value: "100%", normal: "0 to 5%" }],
      treatment: "hidden activation relu → leaky-relu",
      changes: [{ path: "model[0].activation", from: "relu", to: "leaky-relu" }],
      trials: trials(0, [Number.NaN]),
    }),
  ],
  recommended: recommend(images, [scaling], scaled),
  baseline: trials(0, [0.1135, 0.1028, 0.0974, 0.1135, 0.101]),
  ruledOut: [
    {
      id: "learning-rate-too-high",
      title: "The learning rate is too high",
      why: "tried alone, learning rate 0.1 → 0.0001: accuracy 0.114 → 0.863",
    },
    {
      id: "too-few-epochs",
      title: "Training stops too early",
      why: "tried alone, epochs 10 → 30: accuracy 0.114 → 0.114",
    },
  ],
  evidence: imageEvidence,
  replays: 23,
  seconds: 41.3,
  cutShort: false,
};

const logits: Change = { path: "model[2].activation", from: "softmax", to: "sigmoid" };
const rate: Change = { path: "optimizer.learningRate", from: 0.0001, to: 0.1 };
const both = trials(5, [0.975, 0.98, 0.97, 0.98, 0.975]);
const base = trials(0, [0.5, 0.5, 0.5]);

export const jointFaults: Diagnosis = {
  ...unscaled,
  verdict: "joint",
  experiment: table,
  goalStated: false,
  symptoms: [],
  causes: [
    cause("softmax-on-one-unit", "Softmax is applied to a single unit", {
      alone: false,
      facts: [{ label: "deviation of the outputs over examples", value: "0", normal: "above 0" }],
      treatment: "output activation softmax → sigmoid",
      changes: [logits],
      without: trials(0, [0.5, 0.5, 0.5]),
    }),
    cause("learning-rate-too-low", "The learning rate is too low", {
      alone: false,
      weight: 0.5,
      facts: [{ label: "update ÷ weight", value: "0.0000012", normal: "0.0001 to 0.1" }],
      treatment: "learning rate 0.0001 → 0.1",
      changes: [rate],
      without: trials(0, [0.61, 0.58, 0.6]),
    }),
  ],
  recommended: recommend(table, [logits, rate], both),
  baseline: base,
  ruledOut: [],
  evidence: nothing,
  cutShort: true,
};

const epochs: Change = { path: "epochs", from: 10, to: 300 };
const patient = trials(4, [0.93, 0.92, 0.89, 0.94, 0.95]);

export const tied: Diagnosis = {
  ...jointFaults,
  verdict: "tied",
  goalStated: true,
  causes: [
    cause("learning-rate-too-low", "The learning rate is too low", {
      treatment: "learning rate 0.0001 → 0.1",
      changes: [rate],
      trials: both,
    }),
    cause("too-few-epochs", "Training stops too early", {
      recommended: false,
      treatment: "epochs 10 → 300",
      changes: [epochs],
      trials: patient,
    }),
  ],
  recommended: recommend(table, [rate], both),
  cutShort: false,
};

export const healthy: Diagnosis = {
  ...unscaled,
  verdict: "healthy",
  experiment: applyChanges(images, [scaling]) as WithGoal,
  symptoms: [],
  causes: [],
  recommended: null,
  baseline: scaled,
  ruledOut: [],
  evidence: {
    ...imageEvidence,
    data: { ...imageEvidence.data, inputsAsFed: { min: 0, max: 1, mean: 0.131, std: 0.308 } },
    start: { ...imageEvidence.start!, cost: 2.41 },
    course: { ...imageEvidence.course!, firstCost: 2.41, lastCost: 0.071, shape: "falling", plateau: null },
    layers: [layer("dense0"), layer("dense1", { index: 1, activation: "linear", isOutput: true, units: 10 })],
  },
  replays: 3,
};

export const noSignal: Diagnosis = {
  ...unscaled,
  verdict: "no-signal",
  experiment: table,
  symptoms: [],
  causes: [
    cause("no-signal-in-labels", "The targets have nothing to do with the inputs", {
      confidence: "likely",
      alone: false,
      recommended: false,
      facts: [
        { label: "nearest neighbours", value: "accuracy 50.8%", normal: "above 56.2%, three deviations from chance" },
      ],
    }),
  ],
  recommended: null,
  baseline: trials(0, [0.52, 0.51, 0.53]),
  evidence: {
    ...nothing,
    signal: {
      ...imageEvidence.signal!,
      score: 0.508,
      shuffledMean: 0.502,
      shuffledStd: 0.019,
      z: 0.3,
      learnable: "no",
    },
  },
};

export const unexplained: Diagnosis = {
  ...unscaled,
  verdict: "unexplained",
  causes: unscaled.causes.map((each) => ({
    ...each,
    confidence: "possible" as const,
    alone: false,
    recommended: false,
  })),
  recommended: null,
};

/** Labels from 1 to 10 for a loss that counts from 0. */
const numbering: Change = { path: "data.firstLabel", from: 0, to: 1 };
export const refused: Diagnosis = {
  ...unscaled,
  symptoms: [],
  causes: [
    cause("label-off-by-one", "The labels begin with 1", {
      facts: [{ label: "labels in the file", value: "1 … 10", normal: "0 … 9" }],
      treatment: "first label 0 → 1",
      changes: [numbering],
      trials: scaled,
    }),
  ],
  recommended: recommend(images, [numbering], scaled),
  baseline: trials(0, [Number.NaN]),
  evidence: {
    ...nothing,
    refusal: { message: "A label is no class of this model", found: "the label 10; classes go from 0 to 9" },
  },
};

export const diagnoses: Readonly<Record<string, Diagnosis>> = {
  unscaled,
  jointFaults,
  tied,
  healthy,
  noSignal,
  unexplained,
  refused,
};

/** The first steps of the run with unscaled inputs: up to 1.5e11, NaN once, then the plateau. */
export const imageEvents: readonly RunEvent[] = [197.2, 1.4e6, 3e9, 1.5e11, 4.1e10, Number.NaN, 900, 60, 8, 2.6]
  .concat(Array.from({ length: 400 }, (_, i) => 2.3017 + 0.05 * Math.sin(i)))
  .map((cost, step) => ({ t: "step", step, epoch: 0, cost, learningRate: 0.1 }));

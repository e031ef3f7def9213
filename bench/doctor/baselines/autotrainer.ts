/** @file AutoTrainer (Zhang, Zhai, Ma and Shen, ICSE 2021): its rules and its loop of repairs. */
import type { CauseId, Edit } from "../../../test/zoo/entry.ts";
import { layerCourse, type Observed } from "../observed.ts";
import { activationAt, type Baseline, denseLayers, type Finding, outputLayer, trainAccuracy } from "./_baseline.ts";

/** monitor.py's defaults: beta1, beta2, beta3, gamma, zeta, eta, delta, theta, omega1. */
const beta1 = 1e-3;
const beta2 = 1e-4;
const beta3 = 70;
const gamma = 0.7;
const zeta = 0.03;
const eta = 0.2;
const delta = 0.01;
const theta = 0.6;
const omega = 10;
/** A loss from which on it calls the run exploding. */
const hugeLoss = 1e3;
/** Most rules look only after this share of the epochs. */
const warmUp = 0.3;

export const autotrainer: Baseline = {
  id: "autotrainer",
  title: "AutoTrainer",
  source:
    "AUTOTRAINER: An automatic DNN training problem detection and repair system, ICSE 2021, and its repository (monitor.py, reproduce.py). Dead values stand in for zero gradients; batch normalisation, which there is none of here, is left out of its repairs",
  diagnose: async (run, tools) => {
    const findings = problems(run);
    if (findings.length === 0) return { findings, edits: null };
    let best: { edits: readonly Edit[]; score: number } | null = null;
    for (const edits of repairs(run, findings[0]!.rule, tools.random)) {
      const replayed = await tools.replay(edits);
      if (!replayed) continue;
      const after = problems(replayed);
      if (after.length === 0) return { findings, edits };
      const score = trainAccuracy(replayed).at(-1) ?? -(replayed.epochs.at(-1)?.cost ?? Number.POSITIVE_INFINITY);
      const other = after.every(({ rule }) => rule !== findings[0]!.rule);
      if (other && (best === null || score > best.score)) best = { edits, score };
    }
    return { findings, edits: best?.edits ?? null };
  },
};

function problems(run: Observed): Finding[] {
  const found: Finding[] = [];
  const add = (cause: CauseId, rule: string): void => void found.push({ cause, rule });
  structural(run, add);
  const accuracy = trainAccuracy(run);
  const low = accuracy.length > 0 && Math.max(...accuracy) < theta;
  const slow = low && largestGain(accuracy) < delta;
  const looks = run.health.slice(Math.floor(warmUp * run.health.length));
  const ratios = looks.flatMap(({ layers }) => {
    const [first, last] = [layers[0]?.gradientNorm, layers.at(-1)?.gradientNorm];
    return first === undefined || last === undefined ? [] : [{ first, ratio: first / last }];
  });
  const badly = low || slow || accuracy.length === 0;
  if (badly && ratios.some(({ ratio, first }) => ratio < beta1 && first < beta2)) add("vanishing-gradient", "vanish");
  const exploded = run.diverged || run.costs.some((cost) => !(Math.abs(cost) < hugeLoss));
  if (exploded || (badly && ratios.some(({ ratio }) => ratio > beta3))) add("exploding-gradient", "explode");
  if (badly && deadShare(run) >= gamma) add("dying-relu", "relu");
  if (swings(accuracy) >= Math.max(1, eta * accuracy.length)) add("learning-rate-too-high", "oscillating");
  if (slow) add("learning-rate-too-low", "not_converge");
  return found;
}

function structural(run: Observed, add: (cause: CauseId, rule: string) => void): void {
  const output = outputLayer(run);
  const { name } = run.experiment.loss;
  if (run.health.some(({ layers }) => layers.some(({ activationQuantiles: q }) => Math.abs(q.p50) >= omega)))
    add("unscaled-inputs", "abnormal data");
  if (output && run.experiment.task === "classification") {
    const wantsSoftmax = name === "categorical-cross-entropy" || name === "sparse-categorical-cross-entropy";
    if (output.units === 1 && output.activation === "softmax") add("softmax-single-unit", "activation");
    else if (wantsSoftmax && output.activation !== "softmax") add("wrong-output-activation", "activation");
    if (name === "mean-squared-error" || name === "mean-absolute-error") add("wrong-loss", "loss");
  }
  if (run.costs.some((cost) => cost < 0)) add("wrong-loss", "negative loss");
}

const largestGain = (accuracy: readonly number[]): number =>
  accuracy.slice(1).reduce((most, a, i) => Math.max(most, a - accuracy[i]!), 0);

function deadShare(run: Observed): number {
  const relus = denseLayers(run).flatMap((index, i) => (activationAt(run, index) === "relu" ? [i] : []));
  const shares = relus.map((i) => layerCourse(run, i).at(-1)?.deadShare ?? 0);
  return shares.length === 0 ? 0 : Math.max(...shares);
}

/** Falls of zeta or more from a local maximum to the next local minimum. */
function swings(accuracy: readonly number[]): number {
  let [count, top] = [0, accuracy[0] ?? 0];
  for (let i = 1; i < accuracy.length; i++) {
    const [a, before] = [accuracy[i]!, accuracy[i - 1]!];
    if (a >= before) top = Math.max(a, i > 1 && before < accuracy[i - 2]! ? a : top);
    else if (top - a >= zeta) {
      count++;
      top = a;
    }
  }
  return count;
}

/** Its lists of solutions, in their order. */
function repairs(run: Observed, rule: string, random: () => number): Edit[][] {
  const { optimizer, batchSize, data } = run.experiment;
  const hidden = denseLayers(run).slice(0, -1);
  const output = outputLayer(run);
  const each = (field: string, to: unknown): Edit[] => hidden.map((i) => ({ path: `model[${i}].${field}`, to }));
  const withInit = (activation: string, init: string): Edit[] => [
    ...each("activation", activation),
    ...each("init", { name: init }),
  ];
  const selu = withInit("selu", "lecun-normal");
  const inits = ["he-uniform", "lecun-uniform", "glorot-uniform"].map((name) => each("init", { name }));
  const rate = (factor: number): Edit => ({ path: "optimizer.learningRate", to: optimizer.learningRate * factor });
  const adam: Edit = { path: "optimizer", to: { name: "adam" } };
  const batches = [2, 4, 8, 16].map((factor): Edit[] =>
    batchSize === "full" ? [] : [{ path: "batchSize", to: Math.min(batchSize * factor, data.limit ?? 512) }],
  );
  const momenta = optimizer.name === "sgd" ? [0.9, 0.95, 0.99].map((to) => [{ path: "optimizer.momentum", to }]) : [];
  const some = (): Edit[] => {
    const names = ["sgd", "adam", "rmsprop"];
    return [{ path: "optimizer", to: { name: names[Math.floor(random() * names.length)]! } }];
  };
  const lists: Record<string, Edit[][]> = {
    vanish: [selu, withInit("relu", "he-uniform")],
    explode: [
      selu,
      withInit("relu", "he-uniform"),
      ...[1, 0.5].map((to) => [{ path: "optimizer.clipValue", to }]),
      each("activation", "tanh"),
    ],
    relu: [selu, ...inits, ...["leaky-relu", "elu"].map((name) => each("activation", name))],
    oscillating: [[adam], ...[0.1, 0.01, 0.001].map((f) => [rate(f)]), ...batches, ...momenta, ...inits],
    not_converge: [some(), some(), some(), ...[10, 100, 1000].map((f) => [rate(f)]), ...inits],
    "abnormal data": [[{ path: "data.inputScaling", to: "standardize" }]],
    activation: output
      ? [[{ path: `model[${output.index}].activation`, to: output.units === 1 ? "sigmoid" : "softmax" }]]
      : [],
    loss: [[{ path: "loss.name", to: "categorical-cross-entropy" }]],
    "negative loss": output ? [[{ path: `model[${output.index}].activation`, to: "sigmoid" }]] : [],
  };
  return (lists[rule] ?? []).filter((edits) => edits.length > 0);
}

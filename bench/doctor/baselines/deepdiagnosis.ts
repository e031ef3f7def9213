/** @file DeepDiagnosis (Wardat, Cruz, Le and Rajan, ICSE 2022): eight symptoms and the tree from them to one change. */
import type { CauseId, Edit } from "../../../test/zoo/entry.ts";
import { layerCourse, type Observed } from "../observed.ts";
import {
  type Answer,
  activationAt,
  type Baseline,
  denseLayers,
  isCrossEntropy,
  outputLayer,
  trainAccuracy,
} from "./_baseline.ts";

/** dd_callbacks.py: shares of dead and of saturated values, epochs without change, mean gradient. */
const deadLimit = 0.7;
const saturatedLimit = 0.5;
const patienceOfLoss = 5;
const patienceOfAccuracy = 20;
const vanished = 1e-7;
/** The tree's limits: rate · ‖g‖ ÷ ‖w‖, variance of weights, range of inputs, span of outputs ÷ that of labels. */
const largeUpdate = 0.1;
const smallUpdate = 1e-5;
const weightVariance = { least: 1e-5, most: 10 };
const wideOutput = 10;

type Symptom =
  | "numerical error"
  | "out of range"
  | "dead node"
  | "saturated"
  | "unchanged weight"
  | "loss not decreasing"
  | "accuracy not increasing"
  | "vanishing gradient";

export const deepdiagnosis: Baseline = {
  id: "deepdiagnosis",
  title: "DeepDiagnosis",
  source:
    "DeepDiagnosis: Automatically diagnosing faults and recommending actionable fixes in deep learning programs, ICSE 2022, arXiv 2112.04036 (dd_callbacks.py). Norms stand in for single weights: a layer's variance is ‖w‖² ÷ its weights",
  diagnose: async (run): Promise<Answer> => {
    const symptom = firstSymptom(run);
    if (symptom === null) return { findings: [], edits: null };
    const { cause, edits } = fix(run, symptom);
    return { findings: [{ cause, rule: symptom }], edits };
  },
};

function firstSymptom(run: Observed): Symptom | null {
  if (run.diverged || run.costs.some((cost) => !Number.isFinite(cost))) return "numerical error";
  if (isOutOfRange(run)) return "out of range";
  const dense = denseLayers(run);
  const last = (i: number) => layerCourse(run, i).at(-1);
  const isSquashing = (index: number): boolean => ["tanh", "sigmoid"].includes(activationAt(run, index));
  if (dense.some((index, i) => activationAt(run, index) === "relu" && (last(i)?.deadShare ?? 0) >= deadLimit))
    return "dead node";
  if (dense.some((index, i) => isSquashing(index) && (last(i)?.saturatedShare ?? 0) > saturatedLimit))
    return "saturated";
  if (dense.some((_, i) => hasStopped(layerCourse(run, i).map(({ weightNorm }) => weightNorm))))
    return "unchanged weight";
  if (dense.some((_, i) => layerCourse(run, i).some(({ gradientNorm }) => gradientNorm < vanished)))
    return "vanishing gradient";
  if (
    stagnates(
      run.epochs.map(({ cost }) => -cost),
      patienceOfLoss,
    )
  )
    return "loss not decreasing";
  if (stagnates(trainAccuracy(run), patienceOfAccuracy)) return "accuracy not increasing";
  return null;
}

function isOutOfRange(run: Observed): boolean {
  const output = outputLayer(run);
  if (!output) return false;
  const { min, max } = run.targetsAsFed;
  const { activation } = output;
  if (activation === "tanh") return min < -1 || max > 1;
  if (activation === "sigmoid" || activation === "softmax") return min < 0 || max > 1;
  if (isCrossEntropy(run.experiment.loss.name) && run.experiment.loss.name !== "softmax-cross-entropy") return true;
  const quantiles = layerCourse(run, -1).at(-1)?.activationQuantiles;
  return activation === "linear" && quantiles !== undefined && quantiles.max - quantiles.p5 > wideOutput * (max - min);
}

const hasStopped = (norms: readonly number[]): boolean =>
  norms.length >= 5 && norms.slice(-5).every((norm) => Math.abs(norm - norms.at(-1)!) <= 1e-12 * Math.abs(norm));

/** Whether for so many epochs in a row no value was above the best before. */
function stagnates(values: readonly number[], patience: number): boolean {
  let [best, since] = [Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    since = value > best ? 0 : since + 1;
    best = Math.max(best, value);
    if (since >= patience) return true;
  }
  return false;
}

function fix(run: Observed, symptom: Symptom): { readonly cause: CauseId; readonly edits: Edit[] } {
  const output = outputLayer(run);
  if (symptom === "out of range" && output) return outputFix(run, output.index, output.units);
  const hidden = denseLayers(run).slice(0, -1);
  const each = (field: string, to: unknown): Edit[] => hidden.map((i) => ({ path: `model[${i}].${field}`, to }));
  if (isPoorWeight(run)) {
    const edits = denseLayers(run).map((i) => ({ path: `model[${i}].init`, to: { name: "glorot-uniform" } }));
    return { cause: "bad-initialization", edits };
  }
  const { min, max } = run.inputsAsFed;
  if (min < -1 || max > 1) {
    return { cause: "unscaled-inputs", edits: [{ path: "data.inputScaling", to: "minmax" }] };
  }
  const { learningRate } = run.experiment.optimizer;
  const updates = denseLayers(run).flatMap((_, i) =>
    layerCourse(run, i).map(({ gradientNorm, weightNorm }) => (learningRate * gradientNorm) / weightNorm),
  );
  const rate = (to: number): Edit[] => [{ path: "optimizer.learningRate", to }];
  if (updates.some((update) => update > largeUpdate))
    return { cause: "learning-rate-too-high", edits: rate(learningRate / 10) };
  if (updates.length > 0 && updates.every((update) => update < smallUpdate))
    return { cause: "learning-rate-too-low", edits: rate(learningRate * 10) };
  switch (symptom) {
    case "dead node":
      return { cause: "dying-relu", edits: each("activation", "leaky-relu") };
    case "saturated":
      return { cause: "saturating-activation", edits: each("activation", "relu") };
    case "vanishing gradient":
      return { cause: "vanishing-gradient", edits: each("activation", "relu") };
    case "accuracy not increasing":
      return { cause: "wrong-loss", edits: [] };
    default:
      return { cause: "unsuited-optimizer", edits: [{ path: "optimizer", to: { name: "adam" } }] };
  }
}

function outputFix(run: Observed, index: number, units: number): { readonly cause: CauseId; readonly edits: Edit[] } {
  const { min } = run.targetsAsFed;
  const isClasses = run.experiment.task !== "regression";
  const to = !isClasses
    ? "linear"
    : units > 1 && run.experiment.task === "classification"
      ? "softmax"
      : min < 0
        ? "tanh"
        : "sigmoid";
  const cause = isClasses ? "wrong-output-activation" : "output-range-mismatch";
  return { cause, edits: [{ path: `model[${index}].activation`, to }] };
}

function isPoorWeight(run: Observed): boolean {
  const { model } = run.experiment;
  return denseLayers(run).some((index, i) => {
    const norm = layerCourse(run, i)[0]?.weightNorm;
    const layer = model[index];
    if (norm === undefined || layer?.type !== "dense") return false;
    const before = model.slice(0, index).findLast((other) => other.type === "dense");
    if (before?.type !== "dense") return norm === 0;
    const variance = norm ** 2 / (before.units * layer.units);
    return variance < weightVariance.least || variance > weightVariance.most;
  });
}

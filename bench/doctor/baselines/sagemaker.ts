/** @file Amazon SageMaker Debugger (Rauschmayr et al., MLSys 2021): its built-in rules, each a symptom mapped to a cause. */
import { layerCourse, type Observed } from "../observed.ts";
import { activationAt, type Baseline, denseLayers, type Finding } from "./_baseline.ts";

/** Defaults of the documentation's list of built-in rules, 2023. */
const vanishing = 1e-7;
const deadShare = 0.5;
const saturatedShare = 0.5;
const varianceRatio = 10;
const updates = { large: 10, small: 1e-8 };
const notDecreasing = { steps: 10, percent: 0.1 };
const imbalance = 10;
/** Of an image's mean from 0. */
const inputMean = 0.2;

export const sagemaker: Baseline = {
  id: "sagemaker",
  title: "SageMaker Debugger",
  source:
    "Amazon SageMaker Debugger: A system for real-time insights into machine learning model training, MLSys 2021, and its list of built-in rules. The rules show symptoms only; the cause named is the one that the rule's documentation speaks of. It changes nothing",
  diagnose: async (run) => ({ findings: findingsOf(run), edits: null }),
};

function findingsOf(run: Observed): Finding[] {
  const dense = denseLayers(run);
  const courses = run.isProgram
    ? []
    : dense.map((index, i) => ({ activation: activationAt(run, index), course: layerCourse(run, i) }));
  const any = (what: (layer: (typeof courses)[number]) => boolean): boolean => courses.some(what);
  const squashing = ["tanh", "sigmoid"];
  const rules: readonly (readonly [boolean, Finding["cause"], string])[] = [
    [run.diverged || run.costs.some((cost) => !Number.isFinite(cost)), "exploding-gradient", "ExplodingTensor"],
    [any(({ course }) => course.some((at) => at.gradientNorm < vanishing)), "vanishing-gradient", "VanishingGradient"],
    [
      any(({ activation, course }) => activation === "relu" && (course.at(-1)?.deadShare ?? 0) >= deadShare),
      "dying-relu",
      "DeadRelu",
    ],
    [
      any(
        ({ activation, course }) =>
          squashing.includes(activation) && (course.at(-1)?.saturatedShare ?? 0) >= saturatedShare,
      ),
      "saturating-activation",
      "SaturatedActivation",
    ],
    [poorWeights(run), "bad-initialization", "PoorWeightInitialization"],
    [
      any(({ course }) => course.some((at) => at.updateRatio > updates.large)),
      "learning-rate-too-high",
      "WeightUpdateRatio",
    ],
    [
      any(({ course }) => course.length > 0 && course.every((at) => at.updateRatio < updates.small)),
      "learning-rate-too-low",
      "WeightUpdateRatio",
    ],
    [isImbalanced(run), "class-imbalance", "ClassImbalance"],
    [isOffCentre(run), "unscaled-inputs", "CheckInputImages"],
    [isNotDecreasing(run), "learning-rate-too-low", "LossNotDecreasing"],
  ];
  return rules.flatMap(([fires, cause, rule]) => (fires ? [{ cause, rule }] : []));
}

/** Variances of the layers' first weights that differ by more than the ratio. */
function poorWeights(run: Observed): boolean {
  const { model } = run.experiment;
  const variances = denseLayers(run).flatMap((index, i) => {
    const layer = model[index];
    const before = model.slice(0, index).findLast((other) => other.type === "dense");
    const norm = layerCourse(run, i)[0]?.weightNorm;
    if (layer?.type !== "dense" || before?.type !== "dense" || norm === undefined) return [];
    return [(norm ** 2 / (before.units * layer.units)) * before.units];
  });
  return variances.length > 1 && Math.max(...variances) > varianceRatio * Math.min(...variances);
}

const isImbalanced = ({ counts }: Observed): boolean =>
  counts !== null && Math.max(...counts) > imbalance * Math.max(1, Math.min(...counts.filter((n) => n > 0)));

const isOffCentre = ({ inputsAsFed: { min, max } }: Observed): boolean =>
  Math.abs((min + max) / 2) > inputMean && max > 1;

/** Whether in some ten saved steps the loss fell by less than 0.1%; the last quarter of a run that converged is left out. */
function isNotDecreasing({ epochs }: Observed): boolean {
  const costs = epochs.map(({ cost }) => cost);
  const half = costs.slice(0, Math.max(2, Math.ceil(costs.length / 2)));
  const { steps, percent } = notDecreasing;
  for (let i = 0; i + 1 < half.length; i += Math.min(steps, half.length - 1)) {
    const next = half[Math.min(i + steps, half.length - 1)]!;
    if (!(next < half[i]! * (1 - percent / 100))) return true;
  }
  return false;
}

/** @file The levels that the cost of a recorded run may be at, and its effective learning rate. */
import type { Experiment } from "../../experiment/types.ts";
import type { StartEvent } from "../../record/events.ts";
import { balancedMeans, balancedShares } from "../../train/classWeights.ts";
import { entropy, type LevelContext, type LevelTargets, type TargetColumn } from "./levels.ts";

/** A program's formulas compute a cost of their own; layers say from how many units to how many they go. */
export const isProgram = ({ model }: Pick<StartEvent, "model">): boolean =>
  !model.layers.some(({ summary }) => summary.includes("→"));

/** Examples of one step. */
export function rowsOfStep({ experiment, data }: Pick<StartEvent, "experiment" | "data">): number {
  const { batchSize } = experiment;
  return batchSize === "full" ? data.train : Math.min(batchSize, data.train);
}

const isBalanced = (start: StartEvent): boolean =>
  !isProgram(start) && start.experiment.loss.classWeights === "balanced";

/**
 * Examples that count the same whose mean is as noisy as a step's, (Σ w)² / Σ w² of its weights (Kish, Survey sampling,
 * 1965). Of C classes with shares s balanced weights are w = 1 / (C s), and the mean of w² is Σ 1 / (C² s).
 */
export function effectiveRows(start: StartEvent): number {
  const rows = rowsOfStep(start);
  const { targets } = start.data;
  const shares = targets.kind === "labels" ? targets.counts.map((n) => n / start.data.train) : sharesOf(targets);
  if (!isBalanced(start) || shares === null) return rows;
  const squares = balancedShares(shares).map((part, c) => (part > 0 ? part ** 2 / shares[c]! : 0));
  return rows / squares.reduce((sum, square) => sum + square, 0);
}

/** Of one column of two values, or of one-hot columns. */
function sharesOf({ columns, min, max, width }: Values): readonly number[] | null {
  if (!columns || max === min) return null;
  const means = columns.map(({ mean }) => (mean - min) / (max - min));
  return width === 1 ? [1 - means[0]!, means[0]!] : means;
}

export function levelContext(start: StartEvent): LevelContext {
  const { loss } = start.experiment;
  const own = isProgram(start);
  return {
    loss: own ? null : loss.name,
    targets: levelTargets(start),
    summedOver: !own && loss.reduction === "sum" ? rowsOfStep(start) : 1,
  };
}

const takesLabels = ({ loss, data }: Experiment): boolean =>
  data.targetEncoding === "one-hot" ||
  loss.name === "sparse-categorical-cross-entropy" ||
  loss.name === "softmax-cross-entropy";

function levelTargets(start: StartEvent): LevelTargets | null {
  const { experiment, data } = start;
  const { targets } = data;
  const balanced = isBalanced(start);
  if (targets.kind === "labels") {
    const total = targets.counts.reduce((sum, n) => sum + n, 0);
    const shares = balanced ? balancedShares(targets.counts) : targets.counts.map((n) => n / total);
    if (isProgram(start) || takesLabels(experiment)) return { kind: "classes", shares };
    const mean = shares.reduce((sum, share, k) => sum + share * k, 0);
    const square = shares.reduce((sum, share, k) => sum + share * k * k, 0);
    return { kind: "values", columns: [{ mean, std: Math.sqrt(square - mean ** 2), binary: shares.length === 2 }] };
  }
  if (balanced)
    return targets.columns ? { kind: "values", columns: balancedMeans(targets.columns).map(yesOrNo) } : null;
  const columns = targets.columns?.map((column) => scaled(column, targets, experiment));
  return columns?.every((column) => column !== null) ? { kind: "values", columns } : null;
}

const yesOrNo = (mean: number): TargetColumn => ({ mean, std: Math.sqrt(mean * (1 - mean)), binary: true });

type Values = Extract<StartEvent["data"]["targets"], { kind: "values" }>;

function scaled(
  { mean, std }: { readonly mean: number; readonly std: number },
  { min, max, width }: Values,
  { data: { targetScaling } }: Experiment,
): TargetColumn | null {
  const yesNo = min === 0 && max === 1 && Math.abs(std ** 2 - mean * (1 - mean)) < 1e-9;
  if (targetScaling === "none") return { mean, std, binary: yesNo };
  if (targetScaling === "standardize") return { mean: 0, std: std > 0 ? 1 : 0, binary: false };
  // The record has the range of all columns together.
  if (width > 1 || max === min) return null;
  return { mean: (mean - min) / (max - min), std: std / (max - min), binary: yesNo };
}

/** What a step of gradient descent comes to in the long run; null for other optimizers. */
export function effectiveRate(start: StartEvent): number | null {
  const { optimizer, loss } = start.experiment;
  if (optimizer.name !== "sgd" || optimizer.clipNorm !== null || optimizer.clipValue !== null) return null;
  const summed = !isProgram(start) && loss.reduction === "sum" ? rowsOfStep(start) : 1;
  return (summed * optimizer.learningRate) / (1 - optimizer.momentum);
}

/** Cost of the best answer that ignores the inputs; null where it is not known. */
export function constantCost(start: StartEvent, levels: readonly { answer: string; value: number }[]): number | null {
  const { targets } = levelContext(start);
  if (isProgram(start)) return targets?.kind === "classes" ? entropy(targets.shares) : null;
  return levels.find(({ answer }) => answer === "constant")?.value ?? null;
}

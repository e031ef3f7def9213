/** @file What a run shows while it goes on, kept in a few numbers: each event is looked at once. */
import type { EpochEvent, HealthEvent, StartEvent, StepEvent } from "../../record/events.ts";
import { constantCost, effectiveRows, isProgram, levelContext, rowsOfStep } from "../1-evidence/courseLevels.ts";
import { type KnownLevel, knownLevels } from "../1-evidence/levels.ts";
import { freshCost } from "../2-symptoms/high-first-cost.ts";

/** Steps over which the cost is averaged: 19 of 20 batches differ by less than a third then. */
const window = 20;
/** Parts of a run whose mean costs are kept. */
const parts = 20;

/** The mean cost of a twentieth of the run, and its standard error. */
export interface Part {
  readonly cost: number;
  readonly error: number;
}

export class Signs {
  readonly start: StartEvent;
  readonly levels: readonly KnownLevel[];
  /** Cost of the best answer that ignores the inputs; null where it is not known. */
  readonly constantCost: number | null;
  /** What a fresh network may cost, and the answer without opinion that it is compared with. */
  readonly fresh: { readonly cost: number; readonly level: KnownLevel } | null;
  /** How many times its mean a cost may be because of the classes that a batch happens to hold: three deviations. */
  readonly luck: number;
  /** Share of the commonest class. */
  readonly baseRate: number | null;

  /** Steps seen. */
  count = 0;
  step = 0;
  firstCost: number = Number.NaN;
  /** Of the last steps, about `window` of them. */
  cost: number = Number.NaN;
  learningRate = 0;
  /** Steps in a row, from the first on, with the same cost. */
  same = 0;
  /** Epochs in a row with the same mean cost. */
  sameEpochs = 0;
  /** Whole parts of the run, as many as have passed. */
  readonly parts: Part[] = [];
  health: HealthEvent | null = null;
  healthBefore: HealthEvent | null = null;
  measurements = 0;
  /** Largest ‖update‖ ÷ ‖weights‖ ÷ learning rate of any layer. */
  reach = 0;
  epoch: EpochEvent | null = null;

  #sum = 0;
  #squares = 0;
  #inPart = 0;
  readonly #partSteps: number;

  constructor(start: StartEvent) {
    this.start = start;
    this.levels = knownLevels(levelContext(start));
    this.constantCost = constantCost(start, this.levels);
    this.luck = 1 + 3 * Math.sqrt(Math.max(0, 1 / effectiveRows(start) - 1 / rowsOfStep(start)));
    this.fresh = isProgram(start) ? null : freshOf(start, this.levels);
    this.baseRate = baseRateOf(start);
    this.#partSteps = Math.max(1, Math.ceil(start.totalSteps / parts));
  }

  /** Whether a part of the run ended with this step. */
  addStep({ step, cost, learningRate }: StepEvent): boolean {
    if (this.count === 0) this.firstCost = cost;
    this.count++;
    this.step = step;
    this.learningRate = learningRate;
    this.cost = this.count === 1 ? cost : this.cost + (cost - this.cost) / Math.min(this.count, window);
    if (this.same === this.count - 1 && Math.abs(cost - this.firstCost) <= 1e-6 * Math.abs(this.firstCost)) this.same++;
    this.#sum += cost;
    this.#squares += cost * cost;
    this.#inPart++;
    if (this.#inPart < this.#partSteps) return false;
    this.#endPart();
    return true;
  }

  #endPart(): void {
    const n = this.#inPart;
    const mean = this.#sum / n;
    const variance = Math.max(0, this.#squares / n - mean ** 2);
    this.parts.push({ cost: mean, error: Math.sqrt(variance / n) });
    this.#sum = this.#squares = this.#inPart = 0;
  }

  addHealth(event: HealthEvent): void {
    this.healthBefore = this.health;
    this.health = event;
    this.measurements++;
    if (this.learningRate === 0) return;
    for (const { updateRatio } of event.layers) this.reach = Math.max(this.reach, updateRatio / this.learningRate);
  }

  addEpoch(event: EpochEvent): void {
    const before = this.epoch?.cost;
    const isSame = before !== undefined && Math.abs(event.cost - before) <= 1e-6 * Math.abs(before);
    this.sameEpochs = isSame ? this.sameEpochs + 1 : 1;
    this.epoch = event;
  }

  /** How much of the run is done. */
  get share(): number {
    return (this.step + 1) / this.start.totalSteps;
  }

  /**
   * How far it came from the best constant answer, 0, to a perfect one, 1. By what the last epoch measured and by the cost
   * of the last steps; null where neither is known.
   */
  get progress(): number | null {
    const accuracy = this.epoch?.train.accuracy;
    const relative = this.epoch?.train["relative-mse"];
    let best: number | null = null;
    if (accuracy !== undefined && this.baseRate !== null && this.baseRate < 1)
      best = (accuracy - this.baseRate) / (1 - this.baseRate);
    if (relative !== undefined && !Number.isNaN(relative))
      best = Math.max(best ?? Number.NEGATIVE_INFINITY, 1 - relative);
    if (this.constantCost !== null && this.constantCost > 0)
      best = Math.max(best ?? Number.NEGATIVE_INFINITY, 1 - this.cost / this.constantCost);
    return best;
  }

  /** A run that came half of the way works: what looks odd in it does no harm. */
  get works(): boolean {
    return (this.progress ?? 0) > 0.5;
  }

  /** Whether the cost is not below where it began. */
  get isNoBetter(): boolean {
    return this.cost >= 0.98 * this.firstCost;
  }
}

function freshOf(start: StartEvent, levels: readonly KnownLevel[]): Signs["fresh"] {
  const { experiment } = start;
  const isEntropy = experiment.loss.name.endsWith("cross-entropy");
  const level =
    levels.find(({ answer }) => answer === (isEntropy ? "guess" : "zero")) ??
    levels.find(({ answer }) => answer === "constant");
  const cost = level && freshCost(experiment, { expectedCost: level.value, rows: rowsOfStep(start) });
  return level && cost != null ? { cost, level } : null;
}

function baseRateOf({ experiment, data: { targets } }: StartEvent): number | null {
  if (experiment.task === "regression") return null;
  if (targets.kind === "labels") {
    const total = targets.counts.reduce((sum, n) => sum + n, 0);
    return Math.max(...targets.counts) / total;
  }
  const isBinary = targets.min === 0 && targets.max === 1 && targets.columns;
  if (!isBinary) return null;
  const rates = isBinary.map(({ mean }) => Math.max(mean, 1 - mean));
  // One-hot columns of classes: the commonest class; several yes-or-no columns: the mean over them.
  if (experiment.task === "classification") return Math.max(...isBinary.map(({ mean }) => mean));
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

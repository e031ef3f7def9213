/** @file Fewer steps that show the same curve: the first and the last ones all, extremes of those between. */
import type { StepEvent } from "./events.ts";

export interface ThinningSettings {
  /** First steps that are all kept, and last steps that are all kept. */
  readonly ends: number;
  /** Steps between are put into buckets of 1 / `resolution` of the steps so far; each keeps its extremes. */
  readonly resolution: number;
}

export const defaultThinning: ThinningSettings = { ends: 200, resolution: 500 };

/**
 * Passes on the steps that are kept, in order but for those that are shown early. Between the ends a bucket keeps its lowest and its highest cost and its
 * first cost that is not finite, so n steps leave about 2 · resolution · ln(n / ends) lines.
 */
export class StepThinner {
  readonly #settings: ThinningSettings;
  readonly #keep: (event: StepEvent) => void;
  #seen = 0;
  /** The latest steps that are not decided, oldest first. */
  #recent: StepEvent[] = [];
  #bucket: StepEvent[] = [];
  #bucketSize = 0;
  /** Steps that were passed on before their turn. */
  readonly #early = new Set<StepEvent>();

  constructor(keep: (event: StepEvent) => void, settings: ThinningSettings = defaultThinning) {
    this.#keep = keep;
    this.#settings = settings;
  }

  push(event: StepEvent): void {
    if (this.#seen++ < this.#settings.ends) {
      this.#keep(event);
      return;
    }
    this.#recent.push(event);
    // Twice the ends, then half at once: moving one element a step would cost a copy each.
    if (this.#recent.length < 2 * this.#settings.ends) return;
    const settled = this.#recent.splice(0, this.#settings.ends);
    for (const step of settled) this.#settle(step);
  }

  /** Passes on the newest step before its turn, for somebody who follows. */
  showNewest(): void {
    const newest = this.#recent.at(-1);
    if (!newest || this.#early.has(newest)) return;
    this.#early.add(newest);
    this.#keep(newest);
  }

  /** Passes on everything that was held back: the last steps of the record so far. */
  flush(): void {
    const last = this.#recent.splice(0);
    const settled = last.splice(0, Math.max(0, last.length - this.#settings.ends));
    for (const step of settled) this.#settle(step);
    this.#closeBucket();
    for (const step of last) this.#keepInTurn(step);
  }

  #keepInTurn(step: StepEvent): void {
    if (!this.#early.delete(step)) this.#keep(step);
  }

  #settle(event: StepEvent): void {
    this.#bucket.push(event);
    this.#bucketSize = Math.max(this.#bucketSize, Math.floor(this.#seen / this.#settings.resolution), 1);
    if (this.#bucket.length >= this.#bucketSize) this.#closeBucket();
  }

  #closeBucket(): void {
    for (const step of extremes(this.#bucket)) this.#keepInTurn(step);
    for (const step of this.#bucket) this.#early.delete(step);
    this.#bucket = [];
    this.#bucketSize = 0;
  }
}

function extremes(bucket: readonly StepEvent[]): StepEvent[] {
  let lowest: StepEvent | undefined;
  let highest: StepEvent | undefined;
  let broken: StepEvent | undefined;
  for (const step of bucket) {
    if (!Number.isFinite(step.cost)) broken ??= step;
    else {
      if (lowest === undefined || step.cost < lowest.cost) lowest = step;
      if (highest === undefined || step.cost > highest.cost) highest = step;
    }
  }
  return bucket.filter((step) => step === lowest || step === highest || step === broken);
}

export function thinSteps(steps: readonly StepEvent[], settings: ThinningSettings = defaultThinning): StepEvent[] {
  const kept: StepEvent[] = [];
  const thinner = new StepThinner((step) => kept.push(step), settings);
  for (const step of steps) thinner.push(step);
  thinner.flush();
  return kept;
}

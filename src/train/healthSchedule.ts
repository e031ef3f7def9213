/** @file When health is measured: by the examples seen, and more often for somebody who watches. */
import type { Executable } from "../engine/engine.ts";
import type { HealthEvent } from "../record/events.ts";
import { stepsPerCall } from "./calls.ts";
import type { Call } from "./feeds.ts";
import type { HealthProbe } from "./health.ts";

/**
 * "close": after each of the first steps, then every eighth part more. `closeWithin`: the same while the measurements
 * that an unwatched run would not make take at most this share of its time; only the first few are made at any cost.
 */
export type HealthWatch = true | "close" | { readonly closeWithin: number };

/** Examples between measurements at most: 12 ms a time, 2% of three epochs of 60,000 images. */
const mostBetween = 100_000;
/** Networks die in the first handful of steps. */
const firstFew = 6;

interface Parts {
  readonly build: () => Promise<HealthProbe>;
  readonly watch: HealthWatch;
  readonly batchRows: number;
  readonly now: () => number;
}

export class HealthSchedule {
  readonly #build: () => Promise<HealthProbe>;
  readonly #now: () => number;
  /** Of the time, for measurements beside the ordinary ones. */
  readonly #share: number;
  readonly #startedAt: number;
  /** Built where health is first measured: building it takes 0.1 to 0.4 s. */
  #probe: HealthProbe | null = null;
  /** Examples after which the next measurement is due for who watches, and the next one of an unwatched run. */
  #next = 0;
  #nextOrdinary = 0;
  /** Milliseconds and number of the measurements that an unwatched run would not have made. */
  #spent = 0;
  #extra = 0;

  constructor({ build, watch, batchRows, now }: Parts) {
    this.#build = build;
    this.#now = now;
    this.#share = watch === true ? 0 : watch === "close" ? Number.POSITIVE_INFINITY : watch.closeWithin;
    this.#startedAt = now();
    // An unwatched run is first measured where its first call ends.
    if (watch !== true) this.#nextOrdinary = watch === "close" ? this.#share : stepsPerCall(batchRows) * batchRows;
  }

  /** Health is measured between calls: most steps of the next one. */
  mostSteps(step: number): number | undefined {
    return this.#isAffordable ? Math.max(1, Math.floor(step / 8)) : undefined;
  }

  get #isAffordable(): boolean {
    if (this.#share === 0) return false;
    return this.#extra < firstFew || this.#spent <= this.#share * (this.#now() - this.#startedAt);
  }

  /** null where it is not the time. @param owner holds the parameters, after the call that ended with `step` */
  async measure(owner: Executable, step: number, { order, rows }: Call): Promise<HealthEvent | null> {
    const seen = step * rows;
    const isOrdinary = seen >= this.#nextOrdinary;
    if (!isOrdinary && (seen < this.#next || !this.#isAffordable)) return null;
    this.#probe ??= await this.#build();
    const probe = this.#probe;
    if (order.length < probe.rows) return null;
    const began = this.#now();
    const event = await probe.measure(owner, step, order.subarray(-probe.rows));
    this.#next = seen + Math.min(seen / 8, mostBetween);
    if (isOrdinary) this.#nextOrdinary = seen + Math.min(seen / 2, mostBetween);
    else {
      this.#extra++;
      this.#spent += this.#now() - began;
    }
    return event;
  }

  async dispose(): Promise<void> {
    await this.#probe?.dispose();
  }
}

/** @file Runs replays within a budget of time, remembers what was run, and decides from several seeds. */
import { canonicalJson } from "../../experiment/hash.ts";
import { milliseconds } from "../../util/clock.ts";
import type { TrialSummary } from "../5-report/diagnosis.ts";
import type { WithGoal } from "../subject.ts";
import { merit } from "./merit.ts";
import { withSeed } from "./steps.ts";
import type { Replay, Replayed, Replayer } from "./trial.ts";

/** Seeds of a decision; two more where the first disagree, and for what is recommended. */
const fewSeeds = 3;
export const manySeeds = 5;
/** Share of the seeds that must reach the goal: of five, one may fail. */
const mostOf = 0.8;

export interface TrialsOptions {
  readonly replayer: Replayer;
  /** Accuracy of the answer that ignores the inputs. */
  readonly baseRate: number | null;
  /** Seconds from now until no new replay is started. */
  readonly seconds: number;
  readonly stopped?: () => boolean;
  readonly onReplay?: (replays: number) => void;
}

export class Trials {
  readonly #options: TrialsOptions;
  readonly #known = new Map<string, Promise<Replayed | null>>();
  readonly #endsAt: number;
  readonly #totalSeconds: number;
  #replays = 0;
  #cutShort = false;

  constructor(options: TrialsOptions) {
    this.#options = options;
    this.#totalSeconds = options.seconds;
    this.#endsAt = milliseconds() + options.seconds * 1000;
  }

  get replays(): number {
    return this.#replays;
  }

  /** Whether something was left untried for want of time. */
  get cutShort(): boolean {
    return this.#cutShort;
  }

  /** Share of the time that is left, 1 at the beginning. */
  get timeLeft(): number {
    return (this.#endsAt - milliseconds()) / 1000 / this.#totalSeconds;
  }

  /**
   * One replay, from memory where it was run before; null where the time is spent. `late`: what is about to be proved
   * may take half as long again.
   */
  replay(replay: Replay, late = false): Promise<Replayed | null> {
    const key = canonicalJson(replay);
    const known = this.#known.get(key);
    if (known) return known;
    const result = this.#start(replay, late);
    this.#known.set(key, result);
    // What was not run may be asked for again with more time.
    void result.then((replayed) => replayed ?? this.#known.delete(key)).catch(() => {});
    return result;
  }

  async #start(replay: Replay, late: boolean): Promise<Replayed | null> {
    const endsAt = this.#endsAt + (late ? 500 * this.#totalSeconds : 0);
    if (milliseconds() > endsAt || this.#options.stopped?.()) {
      this.#cutShort = true;
      return null;
    }
    const result = await this.#options.replayer.replay(replay, (endsAt - milliseconds()) / 1000);
    this.#replays++;
    this.#options.onReplay?.(this.#replays);
    if (result.ended !== "out of time") return result;
    this.#cutShort = true;
    return null;
  }

  /** `work` on each item, as many at a time as replays run, in order; stops where the time is spent. */
  async each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
    const results: R[] = new Array(items.length);
    let next = 0;
    // One more than the replayer runs keeps it fed.
    const lanes = Array.from({ length: Math.min(items.length, this.#options.replayer.parallel + 1) }, async () => {
      for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]!);
    });
    await Promise.all(lanes);
    return results;
  }

  merit(experiment: WithGoal, replayed: Replayed | null): number {
    return replayed ? merit(experiment.goal, replayed.score, this.#options.baseRate) : Number.NEGATIVE_INFINITY;
  }

  /**
   * Whether the experiment reaches its goal, from three seeds, or five where those disagree. The first is the
   * experiment's own. `steps` shortens each replay; `untilGoal` ends it where the goal is held, as a shortened one does.
   */
  async decide(
    experiment: WithGoal,
    { steps = null, seeds = fewSeeds, untilGoal = steps !== null }: DecideOptions = {},
  ): Promise<TrialSummary> {
    const limits = { steps, untilGoal };
    const first = await this.#fromSeeds(experiment, 0, fewSeeds, limits);
    const passed = first.filter((replayed) => replayed?.passed).length;
    const wanted = passed === 0 ? first.length : passed === first.length ? seeds : Math.max(seeds, manySeeds);
    if (first.length >= wanted) return summarize(first);
    return summarize([...first, ...(await this.#fromSeeds(experiment, first.length, wanted, limits))]);
  }

  #fromSeeds(
    experiment: WithGoal,
    from: number,
    to: number,
    limits: Pick<Replay, "steps" | "untilGoal">,
  ): Promise<(Replayed | null)[]> {
    const seeds = Array.from({ length: to - from }, (_, i) => experiment.seed + from + i);
    return this.each(seeds, (seed) => this.replay({ experiment: withSeed(experiment, seed), ...limits }, true));
  }
}

interface DecideOptions {
  readonly steps?: number | null;
  readonly seeds?: number;
  readonly untilGoal?: boolean;
}

function summarize(replays: readonly (Replayed | null)[]): TrialSummary {
  const run = replays.filter((replayed) => replayed !== null);
  return {
    seeds: run.length,
    repaired: run.filter(({ passed }) => passed).length,
    scores: run.map(({ score }) => score),
  };
}

/** Whether so many seeds reach the goal that the change works. */
export const works = ({ seeds, repaired }: TrialSummary): boolean => seeds >= fewSeeds && repaired >= mostOf * seeds;

/** Whether the experiment fails: in most seeds. */
export const fails = ({ seeds, repaired }: TrialSummary): boolean => seeds > 0 && repaired < mostOf * seeds;

/** Chance may explain less than this of a proof: three of three seeds against none of three are 0.05. */
const mostChance = 0.1;

/**
 * Whether more of the seeds reach the goal with the change than without it beyond what chance gives: Fisher's exact test.
 * 4 of 5 against 0 of 3 are clear (0.07), 4 of 5 against 3 of 5 are not (0.5).
 */
export function isClearlyBetter(changed: TrialSummary, before: TrialSummary): boolean {
  const all = changed.seeds + before.seeds;
  const reached = changed.repaired + before.repaired;
  let chance = 0;
  for (let k = changed.repaired; k <= Math.min(changed.seeds, reached); k++) {
    chance += (choose(changed.seeds, k) * choose(before.seeds, reached - k)) / choose(all, reached);
  }
  return chance <= mostChance + 1e-9;
}

/** Of n the ways to choose k. */
function choose(n: number, k: number): number {
  let ways = k > n ? 0 : 1;
  for (let i = 0; i < k; i++) ways *= (n - i) / (i + 1);
  return ways;
}

/** @file The training loop: epochs of calls, measured, recorded, stopped when asked or when a value is not finite. */
import { batchesOf, epochOrder, positionOf } from "../data/batches.ts";
import type { Engine } from "../engine/engine.ts";
import type { Value } from "../graph/dtype.ts";
import { metrics as metricRegistry } from "../nn/metrics/index.ts";
import type { StopReason } from "../record/events.ts";
import { milliseconds } from "../util/clock.ts";
import { lookUp } from "../util/lookup.ts";
import { nextCall } from "./calls.ts";
import { type Evaluator, evaluatorFor, finishMetrics, type Metrics } from "./evaluate.ts";
import { type Call, type Horizon, rateAt } from "./feeds.ts";
import { type FiniteProbe, finiteProbe } from "./finite.ts";
import { healthProbe } from "./health.ts";
import { HealthSchedule } from "./healthSchedule.ts";
import type { ResidentData } from "./inputs.ts";
import type { Failure, Progress, RunData, RunOptions, RunOutcome, RunState } from "./outcome.ts";
import type { Blueprint } from "./programs.ts";
import { initialState, type Stepper, type StepReport, stepperFor } from "./stepper.ts";

/** Trains to the end, to a stop, or to the first value that is not finite. */
export async function runTraining(
  engine: Engine,
  blueprint: Blueprint,
  data: RunData,
  options: RunOptions = {},
): Promise<RunOutcome> {
  const loop = await Loop.create(engine, blueprint, data, options);
  try {
    return await loop.run();
  } finally {
    await loop.dispose();
  }
}

const nothingYet: Progress = { sums: {}, seen: 0, bestMetric: null, bestEpoch: -1, stale: 0, seconds: 0 };

class Loop {
  readonly #blueprint: Blueprint;
  readonly #options: RunOptions;
  readonly #stepper: Stepper;
  readonly #evaluators: Readonly<Record<"train" | "validation" | "test", Evaluator | null>>;
  readonly #health: HealthSchedule | null;
  readonly #finite: FiniteProbe | null;
  readonly #horizon: Horizon;
  readonly #examples: number;
  readonly #now: () => number;
  #step = 0;
  #progress: Progress = nothingYet;
  /** As it was before the call that is being made: where a failure goes back to. */
  #progressBefore: Progress = nothingYet;
  #best: Readonly<Record<string, Value>> | null = null;
  #startedAt: number;
  /** The first value that was not finite. */
  #failure: Failure | null = null;

  static async create(engine: Engine, blueprint: Blueprint, data: RunData, options: RunOptions): Promise<Loop> {
    const { settings } = blueprint;
    const batches = batchesOf(data.examples, settings.batchSize);
    const horizon = { totalSteps: batches.perEpoch * settings.epochs, stepsPerEpoch: batches.perEpoch };
    const context = { engine, blueprint, horizon, data: data.train };
    const stepper = await stepperFor(context, batches.size);
    const evaluator = async (part: ResidentData | undefined): Promise<Evaluator | null> =>
      part ? evaluatorFor(engine, blueprint, part) : null;
    const { measuredPart } = options;
    const evaluators = {
      train: measuredPart === "test" ? null : await evaluator(data.train),
      validation: await evaluator(data.validation),
      test: measuredPart === "train" ? null : await evaluator(data.test),
    };
    const { health: watch = true, now = milliseconds } = options;
    const build = () => healthProbe(context, batches.size);
    const health = watch === false ? null : new HealthSchedule({ build, watch, batchRows: batches.size, now });
    const loop = new Loop({
      blueprint,
      options,
      stepper,
      evaluators,
      health,
      finite: (options.explain ?? true) ? await finiteProbe(engine, blueprint) : null,
      horizon,
      examples: data.examples,
    });
    await loop.#restore(options.resumeFrom);
    return loop;
  }

  private constructor(parts: {
    blueprint: Blueprint;
    options: RunOptions;
    stepper: Stepper;
    evaluators: Readonly<Record<"train" | "validation" | "test", Evaluator | null>>;
    health: HealthSchedule | null;
    finite: FiniteProbe | null;
    horizon: Horizon;
    examples: number;
  }) {
    this.#blueprint = parts.blueprint;
    this.#options = parts.options;
    this.#stepper = parts.stepper;
    this.#evaluators = parts.evaluators;
    this.#health = parts.health;
    this.#finite = parts.finite;
    this.#horizon = parts.horizon;
    this.#examples = parts.examples;
    this.#now = parts.options.now ?? milliseconds;
    this.#startedAt = this.#now();
  }

  async #restore(from: RunState | undefined): Promise<void> {
    await this.#stepper.writeState(from?.values ?? initialState(this.#blueprint));
    if (!from) return;
    this.#step = from.step;
    this.#progress = from.progress;
    this.#best = from.best;
  }

  async dispose(): Promise<void> {
    await this.#stepper.dispose();
    await this.#health?.dispose();
    await this.#finite?.dispose();
    for (const evaluator of Object.values(this.#evaluators)) await evaluator?.dispose();
  }

  get #seconds(): number {
    return this.#progress.seconds + (this.#now() - this.#startedAt) / 1000;
  }

  async #state(): Promise<RunState> {
    return {
      step: this.#step,
      values: await this.#stepper.readState(),
      progress: { ...this.#progress, seconds: this.#seconds },
      best: this.#best,
    };
  }

  async run(): Promise<RunOutcome> {
    const { settings } = this.#blueprint;
    const batches = batchesOf(this.#examples, settings.batchSize);
    let { epoch, batch } = positionOf(this.#step, batches);
    for (; epoch < settings.epochs; epoch++, batch = 0) {
      // Only where a run is resumed that had stopped here.
      if (batch === 0 && this.#isStale) return this.#finish("early-stopping", epoch - 1, null);
      const order = epochOrder(this.#examples, settings.seed, epoch, settings.shuffle);
      const epochStart = this.#now();
      while (batch < batches.perEpoch) {
        const call = nextCall(order, batches, batch, this.#step, this.#mostSteps());
        const failure = await this.#call(call, epoch);
        if (failure && this.#stopsAtFailure) return this.#finish("diverged", epoch, failure);
        batch += call.steps;
        const stop = this.#options.stopRequested?.() ?? null;
        if (stop && this.#step < this.#horizon.totalSteps) {
          if (batch === batches.perEpoch) await this.#endEpoch(epoch, (this.#now() - epochStart) / 1000);
          await this.#options.save?.(() => this.#state(), "stop");
          return this.#finish(stop, epoch, null);
        }
        // The sums of a whole epoch belong to its end.
        if (batch < batches.perEpoch) await this.#options.save?.(() => this.#state(), "call");
      }
      const goOn = await this.#endEpoch(epoch, (this.#now() - epochStart) / 1000);
      await this.#options.save?.(() => this.#state(), "epoch");
      if (!goOn) return this.#finish("early-stopping", epoch, null);
    }
    return this.#finish("done", settings.epochs - 1, this.#failure);
  }

  get #stopsAtFailure(): boolean {
    return this.#options.nonFinite !== "report";
  }

  /** One call; a failure where a cost or any number of the state is not finite. */
  async #call(call: Call, epoch: number): Promise<Failure | null> {
    const began = this.#now();
    this.#progressBefore = this.#progress;
    const report = await this.#stepper.run(call);
    const bad = Array.from(report.costs).findIndex((cost) => !Number.isFinite(cost));
    this.#record(call, epoch, report, bad < 0 || !this.#stopsAtFailure ? call.steps : bad + 1);
    if (bad >= 0 && this.#failure) return this.#failure;
    if (bad >= 0) return this.#fail(call, epoch, bad, report.costs[bad]!);
    if (!this.#failure && this.#finite && !(await this.#finite.holds(this.#stepper.owner()))) {
      return this.#fail(call, epoch, call.steps - 1, report.costs[call.steps - 1]!);
    }
    const health = await this.#health?.measure(this.#stepper.owner(), this.#step, call);
    if (health) this.#options.observe?.(health);
    this.#options.observe?.({
      t: "progress",
      step: this.#step,
      totalSteps: this.#horizon.totalSteps,
      epoch,
      cost: report.costs[call.steps - 1]!,
      examplesPerSecond: (call.steps * call.rows * 1000) / (this.#now() - began),
    });
    return null;
  }

  #mostSteps(): number | undefined {
    const most = [this.#health?.mostSteps(this.#step), this.#options.mostSteps?.()].filter((n) => n !== undefined);
    return most.length > 0 ? Math.min(...most) : undefined;
  }

  /** Step events, and the sums of the epoch. */
  #record(call: Call, epoch: number, report: StepReport, steps: number): void {
    const sums: Record<string, number> = { ...this.#progress.sums };
    for (let k = 0; k < steps; k++) {
      const step = this.#step + k;
      this.#options.observe?.({
        t: "step",
        step,
        epoch,
        cost: report.costs[k]!,
        learningRate: rateAt(this.#blueprint, this.#horizon, step),
      });
      sums.cost = (sums.cost ?? 0) + report.costs[k]! * call.rows;
      for (const [name, values] of Object.entries(report.sums)) sums[name] = (sums[name] ?? 0) + values[k]!;
    }
    this.#step += steps;
    this.#progress = { ...this.#progress, sums, seen: this.#progress.seen + steps * call.rows };
  }

  async #fail(call: Call, epoch: number, badStep: number, cost: number): Promise<Failure> {
    const after = this.#stopsAtFailure ? null : await this.#stepper.readState();
    const origin = this.#options.explain === false ? null : await this.#stepper.explainFailure(call);
    this.#failure = { step: call.firstStep + (origin?.step ?? badStep), epoch, cost, origin };
    if (after) await this.#stepper.writeState(after);
    else {
      this.#step = call.firstStep;
      this.#progress = this.#progressBefore;
    }
    return this.#failure;
  }

  /** Measures, reports the epoch; false where training should stop early. */
  async #endEpoch(epoch: number, seconds: number): Promise<boolean> {
    const { settings } = this.#blueprint;
    const { sums, seen } = this.#progress;
    const train = finishMetrics(this.#blueprint, new Map(Object.entries(sums)), seen);
    const validation = await this.#measure("validation");
    const test = await this.#measure("test");
    const stopping = settings.earlyStopping;
    const metric = lookUp("metric", metricRegistry, stopping?.metric ?? "loss");
    const watched = (stopping?.on === "train" ? train : (validation ?? train))[metric.name];
    const best = watched !== undefined && this.#improves(watched, metric.better, stopping?.minDelta ?? 0);
    this.#progress = {
      ...this.#progress,
      sums: {},
      seen: 0,
      ...(best ? { bestMetric: watched, bestEpoch: epoch, stale: 0 } : { stale: this.#progress.stale + 1 }),
    };
    if (best && settings.keepBest) this.#best = this.#parametersOf(await this.#stepper.readState());
    this.#options.observe?.({
      t: "epoch",
      epoch,
      step: this.#step,
      cost: (sums.cost ?? Number.NaN) / seen,
      train: plain(train),
      validation: validation && plain(validation),
      test: test && plain(test),
      seconds,
      best,
    });
    return !this.#isStale;
  }

  get #isStale(): boolean {
    const { earlyStopping } = this.#blueprint.settings;
    return earlyStopping !== null && this.#progress.stale >= earlyStopping.patience;
  }

  #improves(value: number, better: "higher" | "lower", minDelta: number): boolean {
    const { bestMetric } = this.#progress;
    if (bestMetric === null) return Number.isFinite(value);
    return better === "higher" ? value > bestMetric + minDelta : value < bestMetric - minDelta;
  }

  #measure(part: "train" | "validation" | "test"): Promise<Metrics | null> {
    return this.#evaluators[part]?.measure(this.#stepper.owner()) ?? Promise.resolve(null);
  }

  #parametersOf(state: Readonly<Record<string, Value>>): Record<string, Value> {
    return Object.fromEntries(this.#blueprint.model.parameters.map(({ name }) => [name, state[name]!]));
  }

  async #finish(stopped: StopReason, epoch: number, failure: Failure | null): Promise<RunOutcome> {
    const seconds = this.#seconds;
    const state = await this.#state();
    const isWhole = stopped === "done" || stopped === "early-stopping" || stopped === "diverged";
    const useBest = this.#best && isWhole;
    if (useBest) await this.#stepper.writeState({ ...state.values, ...this.#best });
    const measured = {
      train: await this.#measure("train"),
      validation: await this.#measure("validation"),
      test: await this.#measure("test"),
    };
    return {
      stopped,
      step: this.#step,
      epoch,
      parameters: useBest ? this.#best! : this.#parametersOf(state.values),
      state,
      metrics: {
        train: measured.train ? plain(measured.train) : {},
        validation: measured.validation && plain(measured.validation),
        test: measured.test && plain(measured.test),
      },
      seconds,
      failure,
    };
  }
}

const plain = (metrics: Metrics): Record<string, number> => ({ ...metrics }) as Record<string, number>;

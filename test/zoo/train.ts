/** @file Trains an entry without the doctor, to see whether it reaches its goal. */
import type { Engine, Experiment } from "evenkeel";
import { loadDataset } from "../../dist/data/node/load.js";
import { planFit } from "../../dist/fit.js";
import type { EndEvent, RunEvent } from "../../dist/record/events.js";
import { goalReached, nonFiniteFinding } from "../../dist/train/endings.js";
import { planExperiment } from "../../dist/train/plan.js";
import { runTraining } from "../../dist/train/run.js";
import { startEvent } from "../../dist/train/startEvent.js";
import { EvenkeelError } from "../../dist/util/errors.js";
import type { AnyFormulas } from "./entry.ts";

export interface Trained {
  readonly passed: boolean;
  /** The goal's metric; NaN after divergence or refusal where there is none. */
  readonly score: number;
  readonly stopped: EndEvent["stopped"] | "refused";
  /** Why it could not be started. */
  readonly refusal: string | null;
  readonly events: readonly RunEvent[];
  readonly seconds: number;
}

export interface TrainOptions {
  readonly baseFolder: string;
  readonly formulas: AnyFormulas | null;
  /** What was read from files, for the next one. */
  readonly cache?: Map<string, unknown>;
  /** Sampling health costs programs of their own; left out where only the score counts. */
  readonly health?: boolean;
  /** Seconds after which the run is stopped and judged as it is. */
  readonly most?: number;
}

export async function trainOnce(engine: Engine, experiment: Experiment, options: TrainOptions): Promise<Trained> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    const trained = await train(engine, experiment, options);
    return { ...trained, seconds: seconds() };
  } catch (error) {
    if (!(error instanceof EvenkeelError)) throw error;
    const refusal = error.render();
    return { passed: false, score: Number.NaN, stopped: "refused", refusal, events: [], seconds: seconds() };
  }
}

async function train(
  engine: Engine,
  experiment: Experiment,
  { baseFolder, formulas, cache, health = false, most = Number.POSITIVE_INFINITY }: TrainOptions,
): Promise<Omit<Trained, "seconds">> {
  const { data, seed, precision, goal } = experiment;
  const dataset = loadDataset(data, { baseFolder, seed, precision, ...(cache && { cache }) });
  const plan = formulas ? planFit(formulas, experiment, dataset) : planExperiment(experiment, dataset);
  const until = performance.now() + most * 1000;
  const events: RunEvent[] = [];
  if (health) events.push(startEvent({ experiment, dataset, plan, engine, resumedAt: 0 }));
  const outcome = await runTraining(engine, plan.blueprint, plan.data, {
    health,
    stopRequested: () => (performance.now() > until ? "interrupted" : null),
    observe: (event) => {
      if (event.t !== "progress") events.push(event);
    },
  });
  const passed = outcome.stopped !== "diverged" && goalReached(goal, outcome.metrics) === true;
  if (outcome.failure) events.push(nonFiniteFinding(outcome.failure));
  const { stopped, step, epoch, metrics } = outcome;
  events.push({
    t: "end",
    stopped,
    step,
    epoch,
    ...metrics,
    goalReached: passed,
    seconds: outcome.seconds,
    run: null,
    model: null,
  });
  const score = (goal && metrics[goal.on]?.[goal.metric]) ?? Number.NaN;
  return { passed, score, stopped, refusal: null, events };
}

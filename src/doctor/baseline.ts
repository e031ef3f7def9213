/** @file The run as it is: its record and trained parameters, from the record of a run or by making it. */
import type { Engine } from "../engine/engine.ts";
import type { Value } from "../graph/dtype.ts";
import type { RunEvent } from "../record/events.ts";
import { endEvent, nonFiniteFinding } from "../train/endings.ts";
import { runTraining } from "../train/run.ts";
import { startEvent } from "../train/startEvent.ts";
import { milliseconds } from "../util/clock.ts";
import { EvenkeelError } from "../util/errors.ts";
import type { Subject } from "./subject.ts";

export interface Baseline {
  /** Empty where the experiment cannot be started. */
  readonly events: readonly RunEvent[];
  readonly parameters: Readonly<Record<string, Value>> | null;
}

export interface BaselineOptions {
  readonly engine: Engine;
  readonly events: readonly RunEvent[] | null;
  readonly budgetSeconds: number;
  readonly signal?: { readonly aborted: boolean };
}

/** Share of the time that the run itself may take; it is then stopped and judged by what it came to. */
const mostOfBudget = 0.25;

export async function baselineRun(subject: Subject, options: BaselineOptions): Promise<Baseline> {
  if (options.events?.some(({ t }) => t === "end")) return { events: options.events, parameters: null };
  try {
    return await train(subject, options);
  } catch (error) {
    if (error instanceof EvenkeelError) return { events: [], parameters: null };
    throw error;
  }
}

async function train(subject: Subject, { engine, budgetSeconds, signal }: BaselineOptions): Promise<Baseline> {
  const { experiment } = subject;
  const dataset = subject.dataset(experiment);
  const plan = subject.plan(experiment, dataset);
  const start = startEvent({ experiment, dataset, plan, engine, resumedAt: 0 });
  const events: RunEvent[] = [start];
  const until = milliseconds() + mostOfBudget * budgetSeconds * 1000;
  const outcome = await runTraining(engine, plan.blueprint, plan.data, {
    observe: (event) => {
      if (event.t !== "progress") events.push(event);
    },
    stopRequested: () => (signal?.aborted || milliseconds() > until ? "interrupted" : null),
  });
  if (outcome.failure) events.push(nonFiniteFinding(outcome.failure));
  events.push(endEvent(outcome, experiment.goal));
  return { events, parameters: outcome.parameters };
}

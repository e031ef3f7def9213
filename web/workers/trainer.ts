/** @file One run at a time in a worker of the page: plays, pauses, goes step by step, answers with what was learned so far. */
import { Monitor } from "../../src/doctor/live/monitor.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";
import type { Experiment } from "../../src/experiment/types.ts";
import type { Value } from "../../src/graph/dtype.ts";
import type { FindingEvent, RunEvent, StartEvent } from "../../src/record/events.ts";
import { endEvent, nonFiniteFinding, notLearningFinding } from "../../src/train/endings.ts";
import type { LoopEvent, RunOutcome, RunState, StopRequest } from "../../src/train/outcome.ts";
import { type Plan, planExperiment } from "../../src/train/plan.ts";
import { runTraining } from "../../src/train/run.ts";
import { startEvent } from "../../src/train/startEvent.ts";
import type { TrainedModel } from "../../src/views/predictions.ts";
import { engineOn } from "./engine.ts";
import { formulasOf } from "./formulas.ts";
import type { Mnist } from "./mnist.ts";
import { Outbox } from "./outbox.ts";
import { Pace } from "./pace.ts";
import type { FromTrainer, TrainOptions } from "./protocol.ts";
import { breath } from "./scope.ts";

/** A model as it was after so many steps. */
export interface Learned {
  readonly engine: Engine;
  readonly model: TrainedModel;
  readonly step: number;
}

type State = Extract<FromTrainer, { readonly t: "state" }>["state"];

interface Prepared {
  readonly engine: Engine;
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly dataset: TrainedModel["dataset"];
  readonly start: StartEvent;
}

export class Trainer {
  readonly #run: number;
  readonly #tell: (message: FromTrainer) => void;
  readonly #outbox: Outbox;
  readonly #monitor = new Monitor();
  readonly #pace = new Pace();
  #plays: boolean;
  #said: State | null = null;
  /** Steps that were asked for one by one. */
  #singles = 0;
  #stopped = false;
  #prepared: Prepared | null = null;
  /** Reads the parameters of the run that is going on, between two calls. */
  #read: (() => Promise<RunState>) | null = null;
  #learned: Learned | null = null;
  #wake: () => void = () => {};

  constructor(run: number, plays: boolean, tell: (message: FromTrainer) => void) {
    this.#run = run;
    this.#plays = plays;
    this.#tell = tell;
    this.#outbox = new Outbox((events) => tell({ t: "events", run, events }));
  }

  play(): void {
    this.#plays = true;
    this.#wake();
  }

  pause(): void {
    this.#plays = false;
  }

  step(): void {
    this.#plays = false;
    this.#singles++;
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** null before the first step. */
  async learned(): Promise<Learned | null> {
    if (this.#read && this.#prepared) {
      const { values, step } = await this.#read();
      this.#learned = this.#modelOf(this.#prepared, values, step);
    }
    return this.#learned;
  }

  /** To the end, to a stop, to the first value that is not finite. @throws EvenkeelError where it cannot be started */
  async train(options: TrainOptions, mnist: Mnist): Promise<void> {
    if (this.#stopped) return;
    this.#state("preparing");
    const prepared = await this.#prepare(options, mnist);
    this.#prepared = prepared;
    this.#add(prepared.start);
    this.#outbox.flush();
    this.#tell({ t: "formulas", run: this.#run, formulas: formulasOf(prepared.start.rewrites) });
    await this.#gate();
    // Compiling and measuring would keep the run that took its place waiting.
    if (this.#stopped) return;
    const { engine, plan } = prepared;
    const outcome = await runTraining(engine, plan.blueprint, plan.data, {
      health: "close",
      observe: (event) => this.#observe(event),
      mostSteps: () => (this.#plays ? this.#pace.most() : 1),
      stopRequested: (): StopRequest | null => (this.#stopped ? "interrupted" : null),
      save: (read, reason) => (reason === "stop" ? Promise.resolve() : this.#between(read)),
    });
    this.#end(prepared, outcome);
  }

  async #prepare({ experiment: json, device }: TrainOptions, mnist: Mnist): Promise<Prepared> {
    const experiment = parseExperiment(json);
    const loading = (what: "ONNX Runtime" | "MNIST") => (loaded: number, total: number) =>
      this.#tell({ t: "loading", what, loaded, total });
    const [engine, datasetOf] = await Promise.all([
      engineOn(device, "auto", loading("ONNX Runtime")),
      mnist.load(experiment.data.limit, loading("MNIST")),
    ]);
    const dataset = datasetOf(experiment);
    this.#tell({ t: "engine", facts: engine.facts });
    const plan = planExperiment(experiment, dataset);
    const start = startEvent({ experiment, dataset, plan, engine, resumedAt: 0 });
    return { engine, experiment, plan, dataset, start };
  }

  /** Between two calls messages come in. */
  async #between(read: () => Promise<RunState>): Promise<void> {
    this.#read = read;
    if (this.#singles > 0) this.#singles--;
    await breath();
    await this.#gate();
    this.#read = null;
  }

  /** Where nobody plays, the run waits to be played or stepped. */
  async #gate(): Promise<void> {
    if (!this.#plays) this.#outbox.flush();
    this.#state(this.#plays ? "running" : "paused");
    while (this.#waits) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (this.#plays) this.#state("running");
    }
  }

  get #waits(): boolean {
    return !this.#plays && this.#singles === 0 && !this.#stopped;
  }

  #observe(event: LoopEvent): void {
    if (event.t === "progress") this.#pace.done(event.step);
    else this.#add(event);
  }

  #add(event: RunEvent): void {
    this.#outbox.add(event);
    for (const { id, title, step, where, facts } of this.#monitor.observe(event)) {
      const finding: FindingEvent = { t: "finding", id, step, message: title, where, remedy: null, facts };
      this.#outbox.add(finding);
    }
  }

  #end(prepared: Prepared, outcome: RunOutcome): void {
    this.#learned = this.#modelOf(prepared, outcome.parameters, outcome.step);
    if (outcome.failure) this.#add(nonFiniteFinding(outcome.failure));
    const end = endEvent(outcome, prepared.experiment.goal);
    const idle = notLearningFinding(prepared.start, end);
    if (idle) this.#add(idle);
    this.#add(end);
    this.#outbox.flush();
    this.#state("ended");
  }

  #modelOf({ engine, plan, dataset }: Prepared, parameters: Readonly<Record<string, Value>>, step: number): Learned {
    return { engine, model: { plan, dataset, parameters }, step };
  }

  #state(state: State): void {
    if (state === this.#said) return;
    this.#said = state;
    this.#tell({ t: "state", run: this.#run, state });
  }
}

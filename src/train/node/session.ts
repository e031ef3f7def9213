/** @file A training session on Node: loads the data, starts the engine, keeps the run's folder, trains, ends. */
import { join } from "node:path";
import type { Dataset } from "../../data/dataset.ts";
import { loadDataset } from "../../data/node/load.ts";
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import type { Experiment } from "../../experiment/types.ts";
import type { EndEvent, Facts, FindingEvent, RunEvent, StartEvent } from "../../record/events.ts";
import { RecordWriter } from "../../record/writer.ts";
import { DataError, EvenkeelError, UsageError } from "../../util/errors.ts";
import { type Loaded, loadCheckpoint } from "../checkpoint.ts";
import { goalReached, nonFiniteFinding, notLearningFinding } from "../endings.ts";
import { exportModel } from "../export.ts";
import type { LoopEvent, ProgressEvent, RunOptions, RunOutcome } from "../outcome.ts";
import { type Plan, planExperiment } from "../plan.ts";
import { runTraining } from "../run.ts";
import { bitFacts, startEvent } from "../startEvent.ts";
import { nodeFileSystem } from "./fileSystem.ts";
import { lockRun } from "./lock.ts";
import { openRecordFile, type RecordFile } from "./recordFile.ts";
import {
  type Device,
  makeRunFolder,
  type RunOrigin,
  readRunFolder,
  runFiles,
  takeRunFolder,
  updateRunFolder,
  writeModel,
  writeRunFolder,
} from "./runFolder.ts";
import { type Saved, Saver, stateOf } from "./saver.ts";

/** What is to be trained. */
export interface Job {
  readonly experiment: Experiment;
  readonly origin: RunOrigin;
  /** Makes the plan where the model is not the experiment's list of layers. */
  readonly plan?: (experiment: Experiment, dataset: Dataset) => Plan;
  /** What the bits depend on beside experiment, data and engine: a program's hash. */
  readonly facts?: Facts;
}

/** Something that went wrong without ending the run. */
interface WarningEvent {
  readonly t: "warning";
  readonly error: EvenkeelError;
}

export type SessionEvent = RunEvent | ProgressEvent | WarningEvent;

export interface SessionOptions {
  readonly observe?: (event: SessionEvent) => void;
  /** Sees every event; what it finds is recorded and told like an event of the run. */
  readonly watch?: (event: RunEvent, folder: string) => readonly FindingEvent[];
  readonly stopRequested?: RunOptions["stopRequested"];
  readonly health?: RunOptions["health"];
  readonly threads?: number | "auto";
  /** "cpu" when left out; a resumed run's own where it is one. */
  readonly device?: Device;
  /** Where the run is written: a folder, or a name within "runs". */
  readonly folder?: { readonly out: string } | { readonly name: string };
  readonly resume?: Resume;
  /** For the record, behind its start: what was done to the run before it goes on. */
  readonly findings?: readonly FindingEvent[];
}

interface Resume {
  readonly folder: string;
  /** Go on although versions or threads differ; the bits are then not those of an uninterrupted run. */
  readonly allowOtherFacts?: boolean;
}

export interface SessionOutcome {
  readonly outcome: RunOutcome;
  readonly start: StartEvent;
  readonly end: EndEvent;
  /** Set where the run came to its end and learned nothing. */
  readonly notLearning: FindingEvent | null;
  readonly folder: string;
  /** The newest checkpoint; null where none could be written. */
  readonly checkpoint: Saved | null;
  /** Why the last state could not be saved. */
  readonly saveFailure: EvenkeelError | null;
}

/** Everything that is known before the first step; nothing has been written. */
export interface Prepared {
  readonly job: Job;
  readonly dataset: Dataset;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly facts: Facts;
  readonly loaded: Loaded | null;
  readonly start: StartEvent;
}

/** Trains an experiment and leaves its run folder: the experiment, the record, checkpoints, the model. */
export async function trainExperiment(job: Job, options: SessionOptions = {}): Promise<SessionOutcome> {
  const prepared = await prepareSession(job, options);
  try {
    return await runSession(prepared, options);
  } finally {
    await prepared.engine.dispose();
  }
}

/** Loads, plans and starts the engine; the caller disposes of it. */
export async function prepareSession(job: Job, options: SessionOptions = {}): Promise<Prepared> {
  const { resume } = options;
  const { experiment, origin } = job;
  const checkpoints = resume && join(resume.folder, runFiles.checkpoints);
  const saved = checkpoints ? await loadCheckpoint(nodeFileSystem, checkpoints, null) : null;
  const before = resume ? startedWith(resume.folder, saved) : null;
  const device = options.device ?? before?.device ?? "cpu";
  checkPrecision(experiment, device);
  // The engine starts in threads of its own while the data is read here.
  const starting = ortNodeEngine({ device, threads: options.threads ?? before?.threads ?? "auto" });
  starting.catch(() => {});
  try {
    const { baseFolder } = origin;
    const dataset = loadDataset(experiment.data, {
      baseFolder,
      seed: experiment.seed,
      precision: experiment.precision,
    });
    const plan = (job.plan ?? planExperiment)(experiment, dataset);
    const engine = await starting;
    const facts = { ...bitFacts(engine, dataset), ...job.facts };
    const identity = { experiment, facts, allowOtherFacts: resume?.allowOtherFacts ?? false };
    const loaded = checkpoints ? await loadCheckpoint(nodeFileSystem, checkpoints, identity) : null;
    const start = startEvent({ experiment, dataset, plan, engine, resumedAt: loaded?.checkpoint.step ?? 0 });
    return { job, dataset, plan, engine, facts, loaded, start };
  } catch (error) {
    await starting.then((engine) => engine.dispose()).catch(() => {});
    throw error;
  }
}

/** The engine of the last checkpoint, or of the start where there is none yet. */
function startedWith(folder: string, saved: Loaded | null): { threads: number; device: Device } {
  const { threads, provider } = saved?.checkpoint.facts ?? {};
  const isKnown = typeof threads === "number" && (provider === "cpu" || provider === "webgpu");
  return isKnown ? { threads, device: provider } : readRunFolder(folder);
}

function checkPrecision({ precision }: Experiment, device: Device): void {
  if (device !== "webgpu" || precision === "float32") return;
  throw new UsageError(`WebGPU cannot train in ${precision}: it has float32 only`, {
    help: "leave out --device webgpu, or give --precision float32",
  });
}

/** Trains what is prepared. */
export async function runSession(prepared: Prepared, options: SessionOptions = {}): Promise<SessionOutcome> {
  const { job, facts, start } = prepared;
  const folder = options.resume?.folder ?? folderFor(options, job.origin.program ?? start.data.name);
  const unlock = lockRun(folder);
  try {
    if (options.resume) updateRunFolder(folder, job.experiment);
    else
      writeRunFolder(folder, job.experiment, {
        ...job.origin,
        threads: Number(facts.threads),
        device: deviceOf(facts),
      });
    const record = openRecordFile(join(folder, runFiles.record));
    try {
      return await new Session(prepared, options, folder, record).run();
    } finally {
      record.close();
    }
  } finally {
    unlock();
  }
}

const deviceOf = ({ provider }: Facts): Device => (provider === "webgpu" ? provider : "cpu");

const folderFor = ({ folder }: SessionOptions, source: string): string =>
  folder && "out" in folder ? takeRunFolder(folder.out) : makeRunFolder(folder?.name ?? baseName(source));

/** "data/iris.csv" is "iris". */
const baseName = (path: string): string =>
  path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[^.]*$/, "") || "run";

class Session {
  readonly #prepared: Prepared;
  readonly #options: SessionOptions;
  readonly #folder: string;
  readonly #writer: RecordWriter;
  readonly #saver: Saver;
  #recordFailed = false;
  #lastStep: number;
  #lastEpoch = 0;

  constructor(prepared: Prepared, options: SessionOptions, folder: string, record: RecordFile) {
    const { job, facts, plan, start, loaded } = prepared;
    this.#prepared = prepared;
    this.#options = options;
    this.#folder = folder;
    this.#writer = new RecordWriter(record);
    this.#lastStep = start.resumedAt;
    this.#saver = new Saver({
      folder,
      experiment: job.experiment,
      facts,
      examples: plan.data.examples,
      loaded: loaded && { path: join(folder, runFiles.checkpoints, loaded.name), step: loaded.checkpoint.step },
      parameters: plan.blueprint.model.parameters.map(({ name }) => name),
      warn: (error) => options.observe?.({ t: "warning", error }),
    });
  }

  async run(): Promise<SessionOutcome> {
    const { start, loaded } = this.#prepared;
    for (const warning of loaded?.warnings ?? []) {
      this.#options.observe?.({ t: "warning", error: new EvenkeelError(warning, {}, 0) });
    }
    this.#emit(start);
    for (const finding of this.#options.findings ?? []) this.#emit(finding);
    try {
      const outcome = await this.#train();
      return await this.#finish(outcome);
    } catch (error) {
      this.#emit({ ...this.#endOf(null), stopped: "failed" });
      throw error;
    }
  }

  #train(): Promise<RunOutcome> {
    const { engine, plan, loaded } = this.#prepared;
    return runTraining(engine, plan.blueprint, plan.data, {
      observe: (event) => this.#observe(event),
      save: (read, reason) => this.#saver.offer(read, reason),
      ...(this.#options.health !== undefined && { health: this.#options.health }),
      ...(this.#options.stopRequested && { stopRequested: this.#options.stopRequested }),
      ...(loaded && { resumeFrom: stateOf(loaded.checkpoint) }),
    });
  }

  async #finish(outcome: RunOutcome): Promise<SessionOutcome> {
    const { start } = this.#prepared;
    await this.#saver.save(outcome.state);
    if (outcome.failure) this.#emit(nonFiniteFinding(outcome.failure));
    const end = this.#endOf(outcome);
    const complete = outcome.stopped === "done" || outcome.stopped === "early-stopping";
    const notLearning = this.#prepared.job.plan ? null : notLearningFinding(start, end);
    if (notLearning) this.#emit(notLearning);
    const ended = { ...end, model: complete ? this.#export(outcome, end) : null };
    this.#emit(ended);
    return {
      outcome,
      start,
      end: ended,
      notLearning,
      folder: this.#folder,
      checkpoint: this.#saver.saved,
      saveFailure: this.#saver.failure,
    };
  }

  /** The model's file; a model that cannot be exported is trained all the same. */
  #export({ parameters }: RunOutcome, { test, validation }: EndEvent): string | null {
    const { plan, dataset, start } = this.#prepared;
    const path = join(this.#folder, runFiles.model);
    try {
      writeModel(
        path,
        exportModel(plan, dataset, parameters, { experiment: start.experimentHash, metrics: test ?? validation ?? {} }),
      );
      return path;
    } catch (error) {
      if (!(error instanceof EvenkeelError)) throw error;
      this.#options.observe?.({ t: "warning", error });
      return null;
    }
  }

  #endOf(outcome: RunOutcome | null): EndEvent {
    const metrics = outcome?.metrics ?? { train: {}, validation: null, test: null };
    return {
      t: "end",
      stopped: outcome?.stopped ?? "failed",
      step: outcome?.step ?? this.#lastStep,
      epoch: outcome?.epoch ?? this.#lastEpoch,
      ...metrics,
      goalReached: goalReached(this.#prepared.job.experiment.goal, metrics),
      seconds: outcome?.seconds ?? 0,
      run: this.#folder,
      model: null,
    };
  }

  #observe(event: LoopEvent): void {
    if (event.t === "step") {
      this.#lastStep = event.step + 1;
      this.#lastEpoch = event.epoch;
    }
    if (event.t === "progress") {
      this.#recording(() => this.#writer.catchUp());
      this.#options.observe?.(event);
    } else this.#emit(event);
  }

  #emit(event: RunEvent): void {
    this.#recording(() => this.#writer.write(event));
    this.#options.observe?.(event);
    for (const finding of this.#options.watch?.(event, this.#folder) ?? []) {
      this.#recording(() => this.#writer.write(finding));
      this.#options.observe?.(finding);
    }
  }

  /** A record that cannot be written is given up; training goes on. */
  #recording(write: () => void): void {
    if (this.#recordFailed) return;
    try {
      write();
    } catch (error) {
      this.#recordFailed = true;
      const detail = { where: join(this.#folder, runFiles.record), found: (error as Error).message };
      this.#options.observe?.({ t: "warning", error: new DataError("The run's record cannot be written", detail) });
    }
  }
}

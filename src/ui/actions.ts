/** @file What a page may ask for beside looking: stop a run, diagnose it, train the proposed change. */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { runHolder } from "../train/node/lock.ts";
import { readRunFolder, runFiles } from "../train/node/runFolder.ts";
import { exitCode } from "../util/errors.ts";
import { type Child, type StartCommand, wordsOf } from "./children.ts";
import type { Activity } from "./feed.ts";

/** Paths within a run that this server adds. */
const uiFiles = { diagnosis: "diagnosis.json", repaired: "repaired.json", replays: "replays" } as const;

/** Why an action was not begun; null where it was. */
export type Declined = string | null;

/** A run that trains in this process. */
export interface OwnRun {
  readonly folder: string;
  stop(): void;
}

interface Doing {
  version: number;
  news: string | null;
  doctor: Child | null;
  replay: Child | null;
}

export interface ActionOptions {
  readonly start: StartCommand;
  readonly own?: OwnRun;
  /** Called when there is news of a run. */
  readonly changed: (folder: string) => void;
}

export class Actions {
  readonly #options: ActionOptions;
  readonly #doing = new Map<string, Doing>();
  /** Runs that were asked to stop: a second signal would end them without saving. */
  readonly #stopped = new Set<string>();

  constructor(options: ActionOptions) {
    this.#options = options;
  }

  activity(folder: string): Activity {
    const { version, news } = this.#of(folder);
    return { version, news, replay: newestReplay(folder) };
  }

  stop(folder: string): Declined {
    const holder = runHolder(folder);
    if (holder === null) return "The run does not go on any more.";
    if (holder === process.pid) {
      if (this.#options.own?.folder !== folder) return "The run belongs to this process, which cannot stop it.";
      this.#options.own.stop();
      return null;
    }
    const asked = `${holder} ${folder}`;
    if (this.#stopped.has(asked)) return null;
    if (!isOurKind(holder)) return `Process ${holder} holds the run's lock and is none of Evenkeel's.`;
    try {
      process.kill(holder, "SIGINT");
    } catch (error) {
      return `Process ${holder} cannot be asked to stop: ${(error as Error).message}`;
    }
    this.#stopped.add(asked);
    return null;
  }

  /** One at a time: it uses every core. */
  diagnose(folder: string): Declined {
    if (runHolder(folder) !== null) return "The run still goes on. Stop it first, or wait for its end.";
    if ([...this.#doing.values()].some(({ doctor }) => doctor)) return "The doctor is at work already.";
    const of = this.#of(folder);
    const repaired = join(folder, uiFiles.repaired);
    const args = hasFormulas(folder) ? [] : ["--write", repaired];
    of.doctor = this.#options.start(["doctor", folder, "--json", ...args], {
      onMessage: (message) => this.#tell(folder, { progress: String(message) }),
    });
    this.#tell(folder, { progress: "The doctor has begun." });
    void of.doctor.finished.then(({ code, stdout, stderr }) => {
      of.doctor = null;
      if (code === exitCode.done || code === exitCode.notLearning) this.#keep(folder, stdout);
      else this.#tell(folder, { error: `The doctor found nothing out: ${wordsOf(stderr)}` });
    });
    return null;
  }

  /** Trains what the diagnosis proposes, in a folder of its own within the run's. */
  replay(folder: string): Declined {
    const of = this.#of(folder);
    if (of.replay) return "The proposed change is being trained already.";
    const repaired = join(folder, uiFiles.repaired);
    if (!existsSync(join(folder, uiFiles.diagnosis))) return "There is no diagnosis yet: let the doctor look first.";
    if (!existsSync(repaired)) return "The diagnosis proposes no change that can be trained from here.";
    const { threads, device } = readRunFolder(folder);
    const out = nextReplay(folder);
    const same = ["--threads", String(threads), "--device", device];
    of.replay = this.#options.start(["train", repaired, "--out", out, "--fail-on", "never", "--quiet", ...same]);
    void of.replay.finished.then(({ code, stderr }) => {
      of.replay = null;
      if (code !== exitCode.done) this.#tell(folder, { error: `The replay ended: ${wordsOf(stderr)}` });
      else this.#options.changed(folder);
    });
    return null;
  }

  /** Ends what was started. */
  close(): void {
    for (const { doctor, replay } of this.#doing.values()) {
      doctor?.stop();
      replay?.stop();
    }
  }

  #of(folder: string): Doing {
    const held = this.#doing.get(folder) ?? { version: 0, news: null, doctor: null, replay: null };
    this.#doing.set(folder, held);
    return held;
  }

  #keep(folder: string, json: string): void {
    try {
      const diagnosis = JSON.parse(json) as unknown;
      writeFileAtomic.sync(join(folder, uiFiles.diagnosis), json);
      this.#tell(folder, { diagnosis });
    } catch (error) {
      this.#tell(folder, { error: `The diagnosis cannot be kept: ${(error as Error).message}` });
    }
  }

  #tell(folder: string, news: object): void {
    const of = this.#of(folder);
    of.version++;
    of.news = JSON.stringify(news);
    this.#options.changed(folder);
  }
}

/** The model of a program is no part of an experiment, so no experiment can be written. */
const hasFormulas = (folder: string): boolean => readRunFolder(folder).origin.program !== null;

/** A number in a lock may have become that of a process of another kind; where it cannot be told it is believed. */
function isOurKind(pid: number): boolean {
  if (process.platform !== "linux") return true;
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).startsWith("node");
  } catch {
    return false;
  }
}

const replayNumbers = (folder: string): number[] => {
  try {
    const names = readdirSync(join(folder, uiFiles.replays));
    return names.map(Number).filter((n) => Number.isSafeInteger(n) && n > 0);
  } catch {
    return [];
  }
};

function newestReplay(folder: string): string | null {
  const numbers = replayNumbers(folder);
  return numbers.length > 0 ? join(folder, uiFiles.replays, String(Math.max(...numbers))) : null;
}

function nextReplay(folder: string): string {
  const out = join(folder, uiFiles.replays, String(Math.max(0, ...replayNumbers(folder)) + 1));
  mkdirSync(out, { recursive: true });
  return out;
}

/** The diagnosis as `doctor --json` printed it; null where none has been made. */
export function readDiagnosis(folder: string): string | null {
  try {
    return readFileSync(join(folder, uiFiles.diagnosis), "utf8");
  } catch {
    return null;
  }
}

/** The record of the newest replay; null where there is none. */
export function readReplay(folder: string): string | null {
  const replay = newestReplay(folder);
  try {
    return replay && readFileSync(join(replay, runFiles.record), "utf8");
  } catch {
    return null;
  }
}

/** @file One run as all its readers follow it: its record is looked at once for all of them, and told when it grew. */
import { type FSWatcher, statSync, watch } from "node:fs";
import { join } from "node:path";
import { runFiles } from "../train/node/runFolder.ts";
import { readLines } from "./lines.ts";
import { messageOf } from "./message.ts";
import type { RunState, Runs } from "./runs.ts";

/** Milliseconds between looks where the system does not tell of changes. */
const interval = 500;

/** The next lines of a run as a message: all readers at the same place send the same bytes. */
export interface Piece {
  readonly message: Buffer;
  /** Bytes of the record before the next line. */
  readonly end: number;
}

/** What is done for a run beside its training. */
export interface Activity {
  /** Grows with every change. */
  readonly version: number;
  /** The last news of the doctor, as JSON; null where there are none. */
  readonly news: string | null;
  /** Folder of the newest replay. */
  readonly replay: string | null;
}

export class Feed {
  readonly folder: string;
  readonly #runs: Runs;
  readonly #activity: () => Activity;
  readonly #waiting = new Set<() => void>();
  readonly #pieces = new Map<string, Promise<Piece | null>>();
  #timer: NodeJS.Timeout | null = null;
  #watcher: FSWatcher | null = null;
  #readers = 0;
  #seen = "";
  #state: RunState | null = null;
  #changes = 0;

  constructor(folder: string, runs: Runs, activity: () => Activity) {
    this.folder = folder;
    this.#runs = runs;
    this.#activity = activity;
  }

  get readers(): number {
    return this.#readers;
  }

  get activity(): Activity {
    return this.#activity();
  }

  /** How often anything changed. */
  get changes(): number {
    return this.#changes;
  }

  /** null before the first look. */
  get state(): RunState | null {
    return this.#state;
  }

  /** Begins to look where nobody did; the result ends it. */
  async join(): Promise<() => void> {
    this.#readers++;
    await this.look();
    this.#timer ??= setInterval(() => void this.look(), interval);
    this.#watch();
    let joined = true;
    return () => {
      if (!joined) return;
      joined = false;
      if (--this.#readers > 0) return;
      if (this.#timer) clearInterval(this.#timer);
      this.#watcher?.close();
      [this.#timer, this.#watcher, this.#seen] = [null, null, ""];
    };
  }

  /** Looks whether anything changed, how the run stands as well, and wakes readers where it did. */
  async look(): Promise<void> {
    this.#state = await this.#runs.state(this.folder).catch(() => this.#state);
    this.#lookAtSizes();
  }

  /** What a run that trains can afford many times a second. */
  #lookAtSizes(): void {
    const { version, replay } = this.#activity();
    const sizes = [this.folder, ...(replay ? [replay] : [])].map(recordSize);
    const seen = [...sizes, version, this.#state].join(" ");
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#pieces.clear();
    this.#watch();
    this.wake();
  }

  /** Resolves when there are more changes than `seen`, or after the time. */
  changed(seen: number, milliseconds: number): Promise<void> {
    if (seen !== this.#changes) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }

  /** Wakes all readers, for them to see that they are to end. */
  wake(): void {
    this.#changes++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** null where there are no more. @param folder the run's own, or its replay's */
  piece(folder: string, from: number): Promise<Piece | null> {
    const key = `${from} ${folder}`;
    const held = this.#pieces.get(key);
    if (held) return held;
    const reading = this.#read(folder, from);
    if (this.#pieces.size >= 4) this.#pieces.clear();
    this.#pieces.set(key, reading);
    return reading;
  }

  async #read(folder: string, from: number): Promise<Piece | null> {
    const next = await readLines(join(folder, runFiles.record), from);
    if (!next) return null;
    const data = JSON.stringify(next.lines);
    const isOwn = folder === this.folder;
    return { end: next.end, message: isOwn ? messageOf("lines", data, next.end) : messageOf("replay", data) };
  }

  #watch(): void {
    if (this.#watcher || this.#readers === 0) return;
    try {
      this.#watcher = watch(join(this.folder, runFiles.record), { persistent: false }, () => this.#lookAtSizes());
      this.#watcher.on("error", () => {
        this.#watcher?.close();
        this.#watcher = null;
      });
    } catch {
      // The record is not there yet, or the system cannot watch: the timer looks.
    }
  }
}

/** −1 where there is none. */
export const recordSize = (folder: string): number =>
  statSync(join(folder, runFiles.record), { throwIfNoEntry: false })?.size ?? -1;

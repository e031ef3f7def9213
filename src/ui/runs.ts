/** @file The runs that the server shows: those of a folder, or one. */
import { existsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { RunEvent, StopReason } from "../record/events.ts";
import { parseEventLine } from "../record/lines.ts";
import { runHolder } from "../train/node/lock.ts";
import { listRuns, runFiles, startedAt } from "../train/node/runFolder.ts";

/** "killed": it neither goes on nor came to an end. */
export type RunState = StopReason | "running" | "killed";

export interface RunEntry {
  readonly id: string;
  readonly name: string;
  readonly started: string;
  readonly state: RunState;
  /** Steps done. */
  readonly step: number;
  readonly totalSteps: number;
  readonly cost: number | string | null;
}

/** Where the first line with the experiment ends at the latest; data that is written out in it can be long. */
const longestStart = 16 * 1024 * 1024;
/** Holds the last step and the end of any record. */
const tailSize = 64 * 1024;

interface Summary {
  readonly size: number;
  readonly ended: StopReason | null;
  readonly step: number;
  readonly totalSteps: number;
  readonly cost: number | null;
}

export class Runs {
  readonly #folder: string;
  readonly #summaries = new Map<string, Summary>();

  /** @param folder a run's own folder, or one that holds runs */
  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /** Id → folder, the one that was started last at first. */
  folders(): ReadonlyMap<string, string> {
    const isRun = existsSync(join(this.#folder, runFiles.experiment));
    const found = isRun ? [this.#folder] : listRuns(this.#folder).reverse();
    return new Map(found.map((folder) => [basename(folder), folder]));
  }

  /** null for what is no run of these. */
  folderOf(id: string): string | null {
    return this.folders().get(id) ?? null;
  }

  async list(): Promise<readonly RunEntry[]> {
    const entries: RunEntry[] = [];
    for (const [id, folder] of this.folders()) entries.push(await this.#entry(id, folder));
    return entries;
  }

  async state(folder: string): Promise<RunState> {
    if (runHolder(folder) !== null) return "running";
    return (await this.#summary(folder)).ended ?? "killed";
  }

  async #entry(id: string, folder: string): Promise<RunEntry> {
    const running = runHolder(folder) !== null;
    const { ended, step, totalSteps, cost } = await this.#summary(folder);
    return {
      id,
      name: id,
      started: new Date(startedAt(folder)).toISOString(),
      state: running ? "running" : (ended ?? "killed"),
      step,
      totalSteps,
      cost: cost === null || Number.isFinite(cost) ? cost : String(cost),
    };
  }

  async #summary(folder: string): Promise<Summary> {
    const path = join(folder, runFiles.record);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const held = this.#summaries.get(folder);
    if (held?.size === size) return held;
    const summary = await summarize(path, size, held?.totalSteps ?? 0).catch(() => ({ ...nothing, size }));
    this.#summaries.set(folder, summary);
    return summary;
  }
}

const nothing: Summary = { size: 0, ended: null, step: 0, totalSteps: 0, cost: null };

/** From the last lines, and where those do not say how long the run is, from the first. */
async function summarize(path: string, size: number, known: number): Promise<Summary> {
  if (size === 0) return nothing;
  const file = await open(path);
  try {
    const start = Math.max(0, size - tailSize);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer
      .toString("utf8", 0, bytesRead)
      .split("\n")
      .slice(start > 0 ? 1 : 0, -1);
    let summary: Summary = { ...nothing, size, totalSteps: known };
    for (const line of lines) summary = after(summary, line);
    if (summary.totalSteps > 0) return summary;
    for (let length = tailSize; ; length *= 4) {
      const { buffer: head, bytesRead: read } = await file.read(Buffer.alloc(length), 0, length, 0);
      const end = head.subarray(0, read).indexOf(10);
      if (end >= 0) return { ...summary, totalSteps: after(nothing, head.toString("utf8", 0, end)).totalSteps };
      if (read < length || length > longestStart) return summary;
    }
  } finally {
    await file.close();
  }
}

function after(summary: Summary, line: string): Summary {
  const event = eventIn(line);
  if (event?.t === "start") return { ...summary, step: event.resumedAt, ended: null, totalSteps: event.totalSteps };
  // The newest step may stand before others.
  if (event?.t === "step" && event.step >= summary.step) return { ...summary, step: event.step + 1, cost: event.cost };
  if (event?.t === "end") return { ...summary, step: event.step, ended: event.stopped };
  return summary;
}

/** null for a damaged line: the page says what is wrong with it. */
function eventIn(line: string): RunEvent | null {
  try {
    return parseEventLine(line, "");
  } catch {
    return null;
  }
}

/** @file The folder of a run: its name, its files, and finding the last one. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { diffExperiments } from "../../experiment/changes.ts";
import { parseExperimentText } from "../../experiment/parse.ts";
import type { Experiment } from "../../experiment/types.ts";
import { DataError, UsageError } from "../../util/errors.ts";

export const runsFolder = "runs";

/** Paths within a run. */
export const runFiles = {
  experiment: "experiment.json",
  origin: "run.json",
  record: "record.jsonl",
  checkpoints: "checkpoints",
  model: "model.onnx",
} as const;

/** Where a run came from: what a resume needs beside the experiment. */
export interface RunOrigin {
  /** Relative paths of the experiment's data start here. */
  readonly baseFolder: string;
  /** The program that holds the model's formulas, where the model is no list of layers. */
  readonly program: string | null;
}

/** What run.json holds. */
interface Stored extends RunOrigin {
  /** Threads that the run was started with: a resume before the first checkpoint needs the same. */
  readonly threads: number;
  /** The provider that the run was started on. */
  readonly device: Device;
}

export type Device = "cpu" | "webgpu";

const storedSchema: z.ZodType<Stored> = z.object({
  baseFolder: z.string(),
  program: z.string().nullable(),
  threads: z.int().min(1),
  // Runs of older versions were on the CPU.
  device: z.enum(["cpu", "webgpu"]).default("cpu"),
});

const twoDigits = (x: number): string => String(x).padStart(2, "0");

/** 2026-11-23-1412, in local time. */
const timeStamp = (date: Date): string =>
  [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join("-") +
  `-${twoDigits(date.getHours())}${twoDigits(date.getMinutes())}`;

/** Makes runs/TIME-NAME, with -2, -3, … behind it where that exists. */
export function makeRunFolder(name: string, within: string = runsFolder, now: Date = new Date()): string {
  const base = join(within, `${timeStamp(now)}-${name.replace(/[^\w.,=+-]+/g, "-")}`);
  mkdirAll(within);
  for (let copy = 1; ; copy++) {
    const folder = copy === 1 ? base : `${base}-${copy}`;
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw cannotMake(folder, error);
    }
  }
}

/** Makes the folder that was asked for; it must not hold a run yet. */
export function takeRunFolder(folder: string): string {
  if (existsSync(join(folder, runFiles.experiment))) {
    throw new UsageError("This folder holds a run already", {
      where: folder,
      help: `go on with it: --resume ${folder}, or choose another folder`,
    });
  }
  mkdirAll(folder);
  return folder;
}

function mkdirAll(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cannotMake(folder, error);
  }
}

const cannotMake = (folder: string, error: unknown): DataError =>
  new DataError("The folder of the run cannot be made", {
    where: folder,
    found: (error as Error).message,
    help: "choose another one with --out",
  });

export function writeRunFolder(folder: string, experiment: Experiment, stored: Stored, now: Date = new Date()): void {
  writeJson(join(folder, runFiles.origin), { ...stored, started: now.toISOString() });
  writeJson(join(folder, runFiles.experiment), experiment);
}

/** A run that goes on with a changed experiment, such as more epochs, keeps it. */
export function updateRunFolder(folder: string, experiment: Experiment): void {
  const changed = diffExperiments(readRunFolder(folder).experiment, experiment).length > 0;
  if (changed) writeJson(join(folder, runFiles.experiment), experiment);
}

function writeJson(path: string, value: unknown): void {
  try {
    writeFileAtomic.sync(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (error) {
    throw new DataError("The file cannot be written", { where: path, found: (error as Error).message });
  }
}

/** @throws DataError where the file cannot be written; a model that was there stays whole */
export function writeModel(path: string, bytes: Uint8Array): void {
  try {
    writeFileAtomic.sync(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    throw new DataError("The model cannot be written", { where: path, found: (error as Error).message });
  }
}

export interface StoredRun {
  readonly folder: string;
  readonly experiment: Experiment;
  readonly origin: RunOrigin;
  readonly threads: number;
  readonly device: Device;
}

export function readRunFolder(folder: string): StoredRun {
  const read = (name: string): string => {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const missing = code === "ENOENT" || code === "ENOTDIR";
      throw new UsageError(missing ? "This is not the folder of a run" : "The run cannot be read", {
        where: folder,
        found: missing ? `there is no ${join(folder, name)}` : message,
        help: "list the runs: evenkeel runs",
      });
    }
  };
  const path = join(folder, runFiles.experiment);
  const experiment = parseExperimentText(read(runFiles.experiment), path);
  const { threads, device, ...origin } = parseStored(read(runFiles.origin), join(folder, runFiles.origin));
  return { folder, experiment, origin, threads, device };
}

function parseStored(text: string, path: string): Stored {
  try {
    return storedSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new DataError("The file is damaged", { where: path, found: (error as Error).message });
  }
}

/** Folders of runs, the one that was started first at first. */
export function listRuns(within: string = runsFolder): string[] {
  let names: string[];
  try {
    names = readdirSync(within);
  } catch {
    return [];
  }
  return names
    .map((name) => join(within, name))
    .filter((folder) => existsSync(join(folder, runFiles.experiment)))
    .map((folder) => ({ folder, started: startedAt(folder) }))
    .sort((a, b) => a.started - b.started || byName(a.folder, b.folder))
    .map(({ folder }) => folder);
}

/** In milliseconds. Runs of older versions do not say it, but run.json is written once, when a run is started. */
export function startedAt(folder: string): number {
  const path = join(folder, runFiles.origin);
  try {
    const started = Date.parse(JSON.parse(readFileSync(path, "utf8")).started);
    return Number.isNaN(started) ? statSync(path).mtimeMs : started;
  } catch {
    return statSync(join(folder, runFiles.experiment)).mtimeMs;
  }
}

/** "…-mnist-2" comes before "…-mnist-10". */
const byName = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** A run by its folder, its name within runs, or "last". */
export function findRun(word: string, within: string = runsFolder): string {
  if (word !== "last") return existsSync(word) || dirname(word) !== "." ? word : join(within, basename(word));
  const last = listRuns(within).at(-1);
  if (last) return last;
  throw new UsageError("There is no run to go on with", { where: within, help: "start one: evenkeel train mnist" });
}

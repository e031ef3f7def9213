/** @file Saves and loads checkpoints so that no crash, full disk or damaged file loses the one before. */
import { diffExperiments } from "../experiment/changes.ts";
import { experimentHash } from "../experiment/hash.ts";
import type { Experiment } from "../experiment/types.ts";
import type { Facts } from "../record/events.ts";
import { DataError, UsageError } from "../util/errors.ts";
import type { Checkpoint } from "./checkpointFiles.ts";
import {
  DamagedCheckpoint,
  decodeCheckpoint,
  decodeManifest,
  encodeCheckpoint,
  manifestFile,
  stateFile,
} from "./checkpointFiles.ts";
import type { FileSystem } from "./fileSystem.ts";

export type { Checkpoint, Json } from "./checkpointFiles.ts";

/** "last": where the run goes on; "best": the state with the best watched metric. */
export type CheckpointKind = "last" | "best";

export interface Saved {
  /** Name of the checkpoint's folder. */
  readonly name: string;
  /** Old checkpoints that could not be removed. */
  readonly warnings: readonly string[];
}

export interface Loaded {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  /** Newer checkpoints that were passed over, each with its reason. */
  readonly warnings: readonly string[];
}

/** What the run that wants to go on is; a checkpoint of another one is refused. */
export interface Identity {
  readonly experiment: Experiment;
  readonly facts: Facts;
  /** Go on although facts differ; the bits are then not those of an uninterrupted run. */
  readonly allowOtherFacts?: boolean;
}

/** A second one guards against damage to the newest. */
const kept: Readonly<Record<CheckpointKind, number>> = { last: 2, best: 1 };
const prefix: Readonly<Record<CheckpointKind, string>> = { last: "step-", best: "best-" };
const temporary = ".saving-";

/**
 * Writes a new folder beside the others and gives it its name last: before the rename is durable, the checkpoints that
 * were there are untouched, and only after it the oldest are removed.
 */
export async function saveCheckpoint(
  fs: FileSystem,
  folder: string,
  checkpoint: Checkpoint,
  kind: CheckpointKind = "last",
): Promise<Saved> {
  const { manifest, state } = await encodeCheckpoint(checkpoint, experimentHash(checkpoint.experiment), fs.sha256);
  let name: string;
  try {
    await fs.makeFolder(folder);
    name = freeName(await fs.list(folder), kind, checkpoint.step);
    const draft = `${folder}/${temporary}${name}`;
    await fs.remove(draft);
    await fs.makeFolder(draft);
    await writeDurably(fs, `${draft}/${stateFile}`, state);
    await writeDurably(fs, `${draft}/${manifestFile}`, manifest);
    await fs.syncFolder(draft);
    await fs.rename(draft, `${folder}/${name}`);
    await fs.syncFolder(folder);
  } catch (error) {
    throw saveError(error, folder);
  }
  return { name, warnings: await prune(fs, folder, kind, name) };
}

async function writeDurably(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  await fs.write(path, bytes);
  await fs.syncFile(path);
}

function saveError(error: unknown, folder: string): DataError {
  const { code, message } = error as { code?: string; message?: string };
  const help =
    code === "ENOSPC" || code === "EDQUOT"
      ? "free some space, then resume: earlier checkpoints are untouched"
      : "earlier checkpoints are untouched";
  return new DataError("The checkpoint could not be saved", { where: folder, found: message ?? String(error), help });
}

interface Named {
  readonly name: string;
  readonly step: number;
  /** Counts checkpoints of one step: 0 for the first. */
  readonly copy: number;
}

/** step-0000000060, and .1, .2, … for further checkpoints of the same step. */
function parseName(name: string, kind: CheckpointKind): Named | null {
  const match = /^(\d{10,16})(?:\.(\d{1,6}))?$/.exec(
    name.startsWith(prefix[kind]) ? name.slice(prefix[kind].length) : "",
  );
  return match && { name, step: Number(match[1]), copy: Number(match[2] ?? 0) };
}

function freeName(names: readonly string[], kind: CheckpointKind, step: number): string {
  const base = `${prefix[kind]}${String(step).padStart(10, "0")}`;
  const taken = new Set(names);
  for (let copy = 0; ; copy++) {
    const name = copy === 0 ? base : `${base}.${copy}`;
    if (!taken.has(name)) return name;
  }
}

const newestFirst = (names: readonly string[], kind: CheckpointKind): Named[] =>
  names
    .map((name) => parseName(name, kind))
    .filter((named) => named !== null)
    .sort((a, b) => b.step - a.step || b.copy - a.copy);

/** Removes what is too old or was left half written, and never the newest whole checkpoints; failures are warnings. */
async function prune(fs: FileSystem, folder: string, kind: CheckpointKind, newest: string): Promise<string[]> {
  const warnings: string[] = [];
  const attempt = async (name: string): Promise<void> => {
    try {
      await fs.remove(`${folder}/${name}`);
    } catch (error) {
      warnings.push(`${folder}/${name} could not be removed: ${(error as Error).message}`);
    }
  };
  try {
    const names = await fs.list(folder);
    let whole = 0;
    for (const { name } of newestFirst(names, kind)) {
      // A later step than the one just saved is left of a run that was resumed before it.
      if (whole >= kept[kind] || (whole === 0 && name !== newest) || !(await looksWhole(fs, `${folder}/${name}`)))
        await attempt(name);
      else whole++;
    }
    for (const name of names) if (name.startsWith(temporary)) await attempt(name);
  } catch (error) {
    warnings.push(`${folder} could not be listed: ${(error as Error).message}`);
  }
  return warnings;
}

/** A checkpoint with a damaged manifest must not count as one that is kept. */
async function looksWhole(fs: FileSystem, path: string): Promise<boolean> {
  try {
    decodeManifest(await fs.read(`${path}/${manifestFile}`));
    return true;
  } catch (error) {
    return !(error instanceof DamagedCheckpoint) && !isMissing(error);
  }
}

const isMissing = (error: unknown): boolean => (error as { code?: unknown }).code === "ENOENT";

/**
 * The newest whole checkpoint, or null where there is none at all. Throws a DataError where all are damaged, and a
 * UsageError where the newest whole one belongs to another run.
 */
export async function loadCheckpoint(
  fs: FileSystem,
  folder: string,
  identity: Identity | null,
  kind: CheckpointKind = "last",
): Promise<Loaded | null> {
  const candidates = newestFirst(await fs.list(folder), kind);
  const warnings: string[] = [];
  for (const { name } of candidates) {
    const path = `${folder}/${name}`;
    let checkpoint: Checkpoint;
    try {
      const manifest = decodeManifest(await fs.read(`${path}/${manifestFile}`));
      checkpoint = await decodeCheckpoint(manifest, await fs.read(`${path}/${stateFile}`), fs.sha256);
    } catch (error) {
      warnings.push(`${path} is passed over: ${(error as Error).message}`);
      continue;
    }
    if (identity !== null) refuseOtherRun(checkpoint, identity, path);
    return { name, checkpoint, warnings };
  }
  if (candidates.length === 0) return null;
  throw new DataError("Every checkpoint is damaged", {
    where: folder,
    found: warnings.join("\n"),
    help: "restore one from a copy, or remove the folder to start again",
  });
}

function refuseOtherRun(checkpoint: Checkpoint, { experiment, facts, allowOtherFacts }: Identity, path: string): void {
  const changed = diffExperiments(checkpoint.experiment, experiment)
    .filter((change) => !mayChange(change.path, experiment))
    .map(
      ({ path: field, from, to }) => `${field}: ${JSON.stringify(from)} in the checkpoint, ${JSON.stringify(to)} now`,
    );
  if (changed.length > 0) {
    throw new UsageError("The checkpoint belongs to another experiment", {
      where: path,
      found: changed.join("\n"),
      help: "put these fields back, or start a new run in another folder",
    });
  }
  const names = [...new Set([...Object.keys(checkpoint.facts), ...Object.keys(facts)])];
  const differing = names
    .filter((name) => checkpoint.facts[name] !== facts[name])
    .map(
      (name) =>
        `${name}: ${checkpoint.facts[name] ?? "not stated"} in the checkpoint, ${facts[name] ?? "not stated"} now`,
    );
  if (differing.length === 0 || allowOtherFacts) return;
  throw new UsageError("The checkpoint was made where numbers round differently", {
    where: path,
    found: differing.join("\n"),
    help: "use the same versions and settings, or allow other ones: the result is then not bit for bit the same",
  });
}

/** A goal changes no bits, and neither does the number of epochs where no step depends on it. */
function mayChange(path: string, { optimizer: { schedule } }: Experiment): boolean {
  if (path === "goal" || path.startsWith("goal.")) return true;
  const dependsOnTotal =
    schedule.name === "cosine" || schedule.name === "one-cycle" || (schedule.warmup > 0 && schedule.warmup < 1);
  return path === "epochs" && !dependsOnTotal;
}

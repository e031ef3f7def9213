/**
 * @file Remembers the number of threads that was measured to be best on this machine: results depend on it bit by bit,
 * so two runs must not choose differently.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { cacheFolder, type Machine } from "./machine.ts";

export interface Choice {
  readonly threads: number;
  readonly spinning: boolean;
}

const fileName = "ort-node-thread-counts.json";

export const choiceKey = ({ cpu, threads, cores }: Machine, ortVersion: string): string =>
  `${cpu}, ${cores} cores, ${threads} threads, onnxruntime-node ${ortVersion}`;

/** An unreadable or foreign file counts as empty: it only costs a new measurement. */
function readAll(folder: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, fileName), "utf8"));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
  } catch {
    return {};
  }
}

export function readThreads(key: string, folder: string = cacheFolder()): number | null {
  const value = readAll(folder)[key];
  return Number.isInteger(value) && (value as number) > 0 ? (value as number) : null;
}

/** Does nothing where the folder cannot be written. */
export function writeThreads(key: string, threads: number, folder: string = cacheFolder()): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileAtomic.sync(
      join(folder, fileName),
      `${JSON.stringify({ ...readAll(folder), [key]: threads }, null, 2)}\n`,
    );
  } catch {
    // A read-only home folder: the next process measures again.
  }
}

/**
 * @file Remembers the threads and spinning that were measured to be best on this machine: results depend on the number
 * of threads bit by bit, so two runs must not choose differently.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { cacheFolder, type Machine } from "./machine.ts";

export interface Choice {
  readonly threads: number;
  readonly spinning: boolean;
}

const fileName = "ort-node-threads.json";

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

const isChoice = (value: unknown): value is Choice => {
  const { threads, spinning } = (value ?? {}) as Partial<Record<keyof Choice, unknown>>;
  return Number.isInteger(threads) && (threads as number) > 0 && typeof spinning === "boolean";
};

export function readChoice(key: string, folder: string = cacheFolder()): Choice | null {
  const value = readAll(folder)[key];
  return isChoice(value) ? { threads: value.threads, spinning: value.spinning } : null;
}

/** Does nothing where the folder cannot be written. */
export function writeChoice(key: string, choice: Choice, folder: string = cacheFolder()): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileAtomic.sync(join(folder, fileName), `${JSON.stringify({ ...readAll(folder), [key]: choice }, null, 2)}\n`);
  } catch {
    // A read-only home folder: the next process measures again.
  }
}

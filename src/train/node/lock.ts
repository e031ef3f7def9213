/** @file One process a run folder: the file "lock" holds the number of the process that writes the run. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataError, UsageError } from "../../util/errors.ts";

const lockFile = "lock";

/** Locks that this process holds: a container's next process may have the number of the one that left a lock. */
const held = new Set<string>();

/** Takes the folder; the result lets it go. @throws UsageError where another process that lives holds it */
export function lockRun(folder: string): () => void {
  const path = join(folder, lockFile);
  const key = resolve(path);
  const release = (): void => {
    held.delete(key);
    rmSync(key, { force: true });
  };
  // A second attempt after the lock of a process that is gone was removed.
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      held.add(key);
      return release;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EEXIST")
        throw new DataError("The run's folder cannot be written", { where: folder, found: message });
    }
    const holder = runHolder(folder);
    if (holder !== null) throw inUse(folder, path, holder);
    release();
  }
  throw inUse(folder, path, null);
}

const inUse = (folder: string, path: string, holder: number | null): UsageError =>
  new UsageError("Another process writes this run", {
    where: folder,
    found: holder === null ? "its lock was taken meanwhile" : `process ${holder}`,
    help: `wait until it ends; if it is no process of evenkeel, remove ${path}`,
  });

/** The process that writes the run; null where none that lives does. */
export function runHolder(folder: string): number | null {
  const path = join(folder, lockFile);
  const holder = holderOf(path);
  if (holder === null) return null;
  return (holder === process.pid ? held.has(resolve(path)) : isAlive(holder)) ? holder : null;
}

function holderOf(path: string): number | null {
  try {
    const number = Number(readFileSync(path, "utf8"));
    return Number.isSafeInteger(number) && number > 0 ? number : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

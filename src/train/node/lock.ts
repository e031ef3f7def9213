/** @file One process a run folder: the file "lock" holds the number of the process that writes the run. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataError, UsageError } from "../../util/errors.ts";

const lockFile = "lock";

/** Takes the folder; the result lets it go. @throws UsageError where another process that lives holds it */
export function lockRun(folder: string): () => void {
  const path = join(folder, lockFile);
  const release = (): void => rmSync(path, { force: true });
  // A second attempt after the lock of a process that is gone was removed.
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return release;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EEXIST")
        throw new DataError("The run's folder cannot be written", { where: folder, found: message });
    }
    const holder = holderOf(path);
    if (holder !== null && isAlive(holder)) throw inUse(folder, path, holder);
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

function holderOf(path: string): number | null {
  try {
    const number = Number(readFileSync(path, "utf8"));
    return Number.isSafeInteger(number) && number > 0 ? number : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** @file Whether a run has saved anything, and whether that is newer than what was read: by names alone. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runFiles } from "./runFolder.ts";

/** Its folder's name; null where the run has none. */
export function newestCheckpoint(folder: string): string | null {
  try {
    const names = readdirSync(join(folder, runFiles.checkpoints)).filter((name) => name.startsWith("step-"));
    return names.sort().at(-1) ?? null;
  } catch {
    return null;
  }
}

/** @file The file system of checkpoints on Node. */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { FileSystem } from "../fileSystem.ts";

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows cannot open folders; its file systems journal names by themselves. */
const syncFolder = (path: string): Promise<void> => (process.platform === "win32" ? Promise.resolve() : sync(path));

export const nodeFileSystem: FileSystem = {
  list: async (folder) => {
    try {
      return await readdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  },
  read: (path) => readFile(path),
  makeFolder: async (path) => {
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return;
    for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  },
  write: (path, bytes) => writeFile(path, bytes),
  // Windows flushes only handles that may write.
  syncFile: async (path) => {
    const handle = await open(path, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  syncFolder,
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { recursive: true, force: true }),
  sha256: (bytes) => Promise.resolve(createHash("sha256").update(bytes).digest("hex")),
};

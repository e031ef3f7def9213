/** @file The machine's processor and the user's cache folder. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, homedir } from "node:os";
import { join } from "node:path";

export interface Machine {
  readonly cpu: string;
  /** Hardware threads that this process may use. */
  readonly threads: number;
  /** Physical cores among them, at least 1. */
  readonly cores: number;
}

/** Distinct (package, core) pairs of /proc/cpuinfo, or null where it does not tell. */
export function coresFrom(cpuinfo: string): number | null {
  const pairs = new Set<string>();
  for (const block of cpuinfo.split("\n\n")) {
    const core = /^core id\s*: (\d+)$/m.exec(block)?.[1];
    if (core) pairs.add(`${/^physical id\s*: (\d+)$/m.exec(block)?.[1] ?? 0}/${core}`);
  }
  return pairs.size > 0 ? pairs.size : null;
}

function linuxCores(): number | null {
  try {
    return coresFrom(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return null;
  }
}

export function thisMachine(): Machine {
  const threads = availableParallelism();
  return { cpu: cpus()[0]?.model.trim() ?? "unknown", threads, cores: Math.min(threads, linuxCores() ?? threads) };
}

/** The folder for data that can be made again. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "win32")
    return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "evenkeel", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "evenkeel");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "evenkeel");
}

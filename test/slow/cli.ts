/** @file Runs the built command line as a person would: a process of its own, its streams, its exit code. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "../../src/record/events.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Finished {
  /** As a shell sees it: 128 and the signal's number where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sees the process and what it has printed so far, after each piece. */
  readonly watch?: (child: ChildProcess, stdout: string, stderr: string) => void;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "evenkeel-cli-"));

export function cli(args: readonly string[], { cwd, env = {}, watch }: CliOptions): Promise<Finished> {
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...inherited, LANG: "C.UTF-8", ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    watch?.(child, stdout, stderr);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    watch?.(child, stdout, stderr);
  });
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code: code ?? 128 + constants.signals[signal!], stdout, stderr })),
  );
}

/** The events that `--json` printed. */
export const eventsOf = ({ stdout }: Finished): (RunEvent & { v: number })[] =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunEvent & { v: number });

/** The SHA-256 of the weights and optimizer state of a run's newest checkpoint. */
export function stateHash(run: string): string {
  const folder = join(run, "checkpoints");
  const newest = readdirSync(folder).sort().at(-1)!;
  return /"stateSha256":"([0-9a-f]{64})"/.exec(readFileSync(join(folder, newest, "manifest.json"), "utf8"))![1]!;
}

/** Writes an experiment with two classes of inline data, which takes milliseconds to load; gives its file name. */
export function smallExperiment(cwd: string, changes: object = {}): string {
  const inputs = Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(3 * i), (i % 7) / 7]);
  const experiment = {
    data: { source: "inline", inputs, targets: inputs.map(([a, b]) => (a! * b! > 0 ? [0, 1] : [1, 0])) },
    model: [
      { type: "dense", units: 16, activation: "relu", init: "he-normal" },
      { type: "dropout", rate: 0.1 },
      { type: "dense", units: 2, activation: "softmax" },
    ],
    loss: "categorical-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 8,
    epochs: 5,
    ...changes,
  };
  writeFileSync(join(cwd, "small.json"), JSON.stringify(experiment));
  return "small.json";
}

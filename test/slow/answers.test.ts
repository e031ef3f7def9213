/** @file `views --answers` through the built command line: what it answers to the process that started it, and its end. */
import { type ChildProcess, fork } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { cli, smallExperiment, temporaryFolder } from "./cli.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const cwd = temporaryFolder();
const run = join(cwd, "run");

interface Reply {
  readonly id: number;
  readonly answer?: { readonly step: number; readonly probabilities: readonly number[] } | null;
  readonly error?: string;
}

let child: ChildProcess | null = null;
afterEach(() => void child?.kill("SIGKILL"));

interface Answering {
  ask(id: number, bytes: readonly number[]): Promise<Reply>;
  readonly exit: Promise<number | null>;
}

function start(folder: string): Answering {
  const started = fork(main, ["views", folder, "--answers"], { cwd, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  child = started;
  return {
    ask: (id, bytes) =>
      new Promise((resolve) => {
        started.on("message", (reply: Reply) => {
          if (reply.id === id) resolve(reply);
        });
        started.send({ id, pixels: Buffer.from(bytes).toString("base64") });
      }),
    exit: new Promise((resolve) => started.on("exit", resolve)),
  };
}

beforeAll(async () => {
  const experiment = smallExperiment(cwd, { epochs: 2 });
  expect(await cli(["train", experiment, "--out", run, "--quiet"], { cwd })).toMatchObject({ code: 0 });
});

describe("pictures are answered", () => {
  test("with a number a class, by the newest checkpoint, also by one that comes later", async () => {
    const { ask } = start(run);
    const first = await ask(1, [0, 128, 255]);
    expect(first.answer!.probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
    expect(await ask(2, [0, 128, 255])).toEqual({ ...first, id: 2 });
    expect((await ask(3, [255, 0, 0])).answer!.probabilities).not.toEqual(first.answer!.probabilities);
    expect(await cli(["train", "--resume", run, "--epochs", "4", "--quiet"], { cwd })).toMatchObject({ code: 0 });
    const later = await ask(4, [0, 128, 255]);
    expect(later.answer!.step).toBe(2 * first.answer!.step);
    expect(later.answer!.probabilities).not.toEqual(first.answer!.probabilities);
  });

  test("with what is wrong where they have another size, and the next is answered", async () => {
    const { ask } = start(run);
    expect((await ask(1, [1, 2])).error).toBe(
      "The picture has another size than those that the model was trained on; 2 pixels; the model takes 3",
    );
    expect((await ask(2, [1, 2, 3])).answer!.probabilities.length).toBeGreaterThan(0);
  });

  test("with null before the run has saved anything", async () => {
    const unsaved = join(cwd, "unsaved");
    cpSync(run, unsaved, { recursive: true });
    rmSync(join(unsaved, "checkpoints"), { recursive: true });
    expect(await start(unsaved).ask(1, [1, 2, 3])).toEqual({ id: 1, answer: null });
  });
});

describe("the process ends", () => {
  test("when the one that started it is gone, long before its minute of silence", async () => {
    const { ask, exit } = start(run);
    await ask(1, [1, 2, 3]);
    const began = Date.now();
    child!.disconnect();
    expect(await exit).toBe(0);
    expect(Date.now() - began).toBeLessThan(30_000);
  });

  test("with the usual card where the run's data cannot be read", async () => {
    const gone = join(cwd, "gone");
    cpSync(run, gone, { recursive: true });
    const experiment = join(gone, "experiment.json");
    const { data: _, ...rest } = JSON.parse(readFileSync(experiment, "utf8")) as Record<string, unknown>;
    writeFileSync(
      experiment,
      JSON.stringify({ ...rest, data: { source: "csv", path: "gone.csv", inputs: ["x"], targets: ["y"] } }),
    );
    let words = "";
    const { exit } = start(gone);
    child!.stderr!.on("data", (text: Buffer) => {
      words += text.toString();
    });
    expect(await exit).not.toBe(0);
    await expect.poll(() => words).toContain("gone.csv");
  });

  test("at once where a person started it, and says what to do", async () => {
    const { code, stderr } = await cli(["views", run, "--answers"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("--answers is for the dashboard");
    expect(stderr).toContain("evenkeel ui RUN");
  });
});

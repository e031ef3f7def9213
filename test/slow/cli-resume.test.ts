/** @file Stopping and going on: signals, exact resume, the same bits twice, and what a resume refuses. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/record/events.ts";
import { cli, eventsOf, smallExperiment, stateHash, temporaryFolder } from "./cli.ts";

/** Several calls an epoch, dropout, Adam's state, and the best parameters kept beside the last. */
const interruptible = {
  data: { source: "mnist", limit: 6000, validation: { fraction: 0.1 } },
  model: [
    { type: "dense", units: 32, activation: "relu", init: "he-normal" },
    { type: "dropout", rate: 0.2 },
    { type: "dense", units: 10 },
  ],
  loss: "softmax-cross-entropy",
  batchSize: 8,
  epochs: 3,
};
const results = (events: readonly RunEvent[]): object[] =>
  events.flatMap((event) => (event.t === "epoch" ? [{ ...event, seconds: 0 }] : []));

describe("a run that is stopped", () => {
  const cwd = temporaryFolder();
  const name = smallExperiment(cwd, interruptible);
  const train = (...args: string[]): string[] => ["train", name, "--threads", "1", "--json", ...args];

  test("by Ctrl-C in the middle of an epoch goes on to the bits of a run that was not", async () => {
    const whole = await cli(train("--out", "whole"), { cwd });
    expect(whole.code).toBe(0);
    let sent = false;
    const stopped = await cli(train("--out", "stopped"), {
      cwd,
      watch: (child, stdout) => {
        if (!sent && /"t":"epoch"/.test(stdout)) sent = child.kill("SIGINT");
      },
    });
    const end = eventsOf(stopped).at(-1)!;
    expect(stopped.code).toBe(130);
    expect(end).toMatchObject({ t: "end", stopped: "interrupted", model: null });
    const stepsPerEpoch = 675;
    expect((end as { step: number }).step % stepsPerEpoch).not.toBe(0);
    expect((end as { step: number }).step).toBeLessThan(3 * stepsPerEpoch);
    expect(stateHash(join(cwd, "stopped"))).not.toBe(stateHash(join(cwd, "whole")));

    const resumed = await cli(["train", "--resume", "stopped", "--json"], { cwd });
    expect(resumed.code).toBe(0);
    expect(stateHash(join(cwd, "stopped"))).toBe(stateHash(join(cwd, "whole")));
    const ofWhole = results(eventsOf(whole));
    const before = results(eventsOf(stopped));
    expect([...before, ...results(eventsOf(resumed))]).toEqual(ofWhole);
    expect(eventsOf(resumed).at(-1)).toMatchObject({ train: (eventsOf(whole).at(-1) as { train: object }).train });
  });

  test("says at once that it stops, and how to go on", async () => {
    const { code, stderr } = await cli(["train", name, "--threads", "1", "--out", "told"], {
      cwd,
      watch: (child, _, text) => {
        if (/cost after epoch 1/.test(text) && !/stopping/.test(text)) child.kill("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /stopping after this step… \(Ctrl-C again to quit now\)\nstopped after step [\d,]+ of 2,025, saved in told\//,
    );
    expect(stderr).toMatch(/to go on: node .*main\.js train --resume told\n$/);
  });

  test("by SIGTERM saves and exits with 143", async () => {
    let sent = false;
    const { code } = await cli(train("--out", "terminated"), {
      cwd,
      watch: (child, stdout) => {
        if (!sent && /"t":"epoch"/.test(stdout)) sent = child.kill("SIGTERM");
      },
    });
    expect(code).toBe(143);
    expect(stateHash(join(cwd, "terminated"))).toMatch(/^[0-9a-f]{64}$/);
  });

  test("twice exits at once, in the middle of a call", async () => {
    const slow = ["--hidden", "2048,2048", "--batch-size", "4096", "--limit-train", "60000"];
    const { code, stderr } = await cli(["train", "mnist", "--threads", "1", "--out", "twice", ...slow], {
      cwd,
      watch: (child, _, text) => {
        if (/^ {2}engine/m.test(text)) child.kill("SIGINT");
      },
    });
    expect(stderr).toMatch(/stopping after this step/);
    expect(stderr).not.toMatch(/stopped after step/);
    expect(code).toBe(130);
  });

  test("by kill -9 goes on to the same bits from what was saved", async () => {
    const killed = await cli(train("--out", "killed"), {
      cwd,
      watch: (child, stdout) => {
        if (/"epoch":1/.test(stdout)) child.kill("SIGKILL");
      },
    });
    expect(killed.code).toBe(137);
    expect(existsSync(join(cwd, "killed", "lock"))).toBe(true);
    expect(await cli(["train", "--resume", "killed", "--quiet"], { cwd })).toMatchObject({ code: 0, stderr: "" });
    expect(stateHash(join(cwd, "killed"))).toBe(stateHash(join(cwd, "whole")));
  });

  test("early stays stopped when it is resumed", async () => {
    const early = ["--patience", "1", "--lr", "0.5", "--epochs", "50"];
    const first = eventsOf(await cli(train("--out", "early", ...early), { cwd })).at(-1)!;
    expect(first).toMatchObject({ t: "end", stopped: "early-stopping" });
    const again = eventsOf(await cli(["train", "--resume", "early", "--json"], { cwd }));
    expect(again.at(-1)).toEqual({ ...first, seconds: expect.any(Number) });
    expect(again.filter(({ t }) => t === "step")).toEqual([]);
  });

  test("is refused with other threads or another experiment unless that is allowed", async () => {
    await cli(train("--out", "strict", "--epochs", "1"), { cwd });
    const threads = await cli(["train", "--resume", "strict", "--threads", "2"], { cwd });
    expect(threads.code).toBe(2);
    expect(threads.stderr).toMatch(/threads: 1 in the checkpoint, 2 now/);
    const seed = await cli(["train", "--resume", "strict", "--seed", "5"], { cwd });
    expect(seed.code).toBe(2);
    expect(seed.stderr).toMatch(/seed: 0 in the checkpoint, 5 now/);
    const allowed = await cli(["train", "--resume", "strict", "--threads", "2", "--allow-inexact", "--quiet"], { cwd });
    expect(allowed).toMatchObject({ code: 0, stderr: "" });
  });

  test("is refused while another process writes it, and goes on where that process is gone", async () => {
    await cli(train("--out", "locked", "--epochs", "1"), { cwd });
    writeFileSync(join(cwd, "locked", "lock"), String(process.pid));
    const refused = await cli(["train", "--resume", "locked"], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`process ${process.pid}`);
    const gone = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => gone.on("exit", resolve));
    writeFileSync(join(cwd, "locked", "lock"), String(gone.pid));
    expect((await cli(["train", "--resume", "locked", "--quiet"], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, "locked", "lock"))).toBe(false);
  });
});

test("two runs of one experiment have the same bits, another seed has others, and more epochs go on", async () => {
  const cwd = temporaryFolder();
  const name = smallExperiment(cwd);
  const hash = async (out: string, ...args: string[]): Promise<string> => {
    await cli(["train", name, "--threads", "1", "--quiet", "--out", out, ...args], { cwd });
    return stateHash(join(cwd, out));
  };
  const first = await hash("first");
  expect(await hash("second")).toBe(first);
  expect(await hash("third", "--seed", "1")).not.toBe(first);
  const longer = await hash("longer", "--epochs", "9");
  await cli(["train", "--resume", "first", "--epochs", "9", "--quiet"], { cwd });
  expect(stateHash(join(cwd, "first"))).toBe(longer);
});

test("a run that is resumed with more epochs and stopped again goes on to those", async () => {
  const cwd = temporaryFolder();
  const name = smallExperiment(cwd, interruptible);
  const args = ["train", name, "--threads", "1", "--quiet"];
  const whole = await cli([...args, "--epochs", "3", "--out", "whole"], { cwd });
  expect(whole).toMatchObject({ code: 0, stderr: "" });
  await cli([...args, "--epochs", "1", "--out", "longer"], { cwd });
  let sent = false;
  const stopped = await cli(["train", "--resume", "longer", "--epochs", "3", "--json"], {
    cwd,
    watch: (child, stdout) => {
      if (!sent && /"t":"epoch"/.test(stdout)) sent = child.kill("SIGINT");
    },
  });
  expect(stopped.code).toBe(130);
  const { epochs } = JSON.parse(readFileSync(join(cwd, "longer", "experiment.json"), "utf8")) as { epochs: number };
  expect(epochs).toBe(3);
  expect(await cli(["train", "--resume", "longer", "--quiet"], { cwd })).toMatchObject({ code: 0, stderr: "" });
  expect(stateHash(join(cwd, "longer"))).toBe(stateHash(join(cwd, "whole")));
});

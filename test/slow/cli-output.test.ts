/** @file What `train` and its neighbours print: on which stream, in which form, and where it lies afterwards. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { beforeAll, describe, expect, test } from "vitest";
import { readImageSet } from "../../src/data/node/imageSet.ts";
import { readRecord } from "../../src/record/reader.ts";
import { cli, eventsOf, type Finished, smallExperiment, temporaryFolder } from "./cli.ts";

const mnist = ["train", "mnist", "--limit-train", "2000", "--epochs", "1", "--hidden", "64", "--threads", "1"];
const controls = ["\r", "\u001b"];

describe("train, not on a terminal", () => {
  const cwd = temporaryFolder();
  let finished: Finished;
  beforeAll(async () => {
    finished = await cli([...mnist, "--out", "run"], { cwd });
  });

  test("prints plain lines without colours or carriage returns, one an epoch, and exits with 0", () => {
    expect(finished.code).toBe(0);
    for (const control of controls) expect(finished.stderr + finished.stdout).not.toContain(control);
    expect(finished.stderr).toMatch(
      /^cost after epoch 1: \d\.\d{4} {2}train \d\d\.\d% {2}test \d\d\.\d% {2}[\d.]+ s$/m,
    );
  });

  test("prints fewer lines than epochs of a long run, the last among them; --json has them all", async () => {
    const long = ["train", smallExperiment(cwd, { epochs: 301, batchSize: 64 })];
    const plain = await cli(long, { cwd });
    const numbers = [...plain.stderr.matchAll(/^cost after epoch +(\d+): /gm)].map(([, number]) => Number(number));
    expect(numbers.slice(0, 22)).toEqual([...Array.from({ length: 20 }, (_, i) => i + 1), 22, 24]);
    expect(numbers.length).toBeLessThanOrEqual(45);
    expect(numbers).toContain(301);
    expect(eventsOf(await cli([...long, "--json"], { cwd })).filter(({ t }) => t === "epoch")).toHaveLength(301);
  });

  test("says what is trained before the first epoch", () => {
    expect(finished.stderr).toMatch(/MNIST: 2,000 training \+ 10,000 test images of 28 × 28.*checksums verified/);
    expect(finished.stderr).toMatch(/784-64-10, relu, he-normal, 50,890 parameters/);
    expect(finished.stderr).toMatch(/cost before training: \d\.\d{4} {2}\(guessing among 10 classes costs 2\.303\)/);
  });

  test("leaves the experiment, a readable record, a checkpoint and the model", () => {
    const run = join(cwd, "run");
    expect(JSON.parse(readFileSync(join(run, "experiment.json"), "utf8"))).toMatchObject({ epochs: 1, seed: 0 });
    const record = readRecord(readFileSync(join(run, "record.jsonl"), "utf8"), "record.jsonl");
    expect(record).toMatchObject({ end: { stopped: "done", step: 8 }, truncated: false });
    expect(record.steps).toHaveLength(8);
    expect(existsSync(join(run, "checkpoints", "step-0000000008", "state.bin"))).toBe(true);
    expect(existsSync(join(run, "lock"))).toBe(false);
  });

  test("ends on stdout with the accuracy, the run, the model and commands that work", async () => {
    expect(finished.stdout).toMatch(/test accuracy {3}\d\d\.\d\d% {2}\([\d,]+ of 10,000 wrong\)/);
    expect(finished.stdout).toMatch(/^ {2}model +run\/model\.onnx$/m);
    const commands = [...finished.stdout.matchAll(/ {2}node .*main\.js (.*)$/gm)].map(([, args]) => args!.split(" "));
    expect(commands.map(([name]) => name)).toEqual(["train", "graph", "runs"]);
    const tried = await Promise.all(
      commands.map((args) => cli(args[0] === "train" ? [...args, "--dry-run"] : args, { cwd })),
    );
    expect(tried.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  test("predict names the digits of PNG files, and export writes the same model", async () => {
    const image = readImageSet("mnist", null).testImages.bytes.subarray(16, 16 + 784);
    writeFileSync(join(cwd, "digit.png"), encode({ width: 28, height: 28, data: Uint8Array.from(image), channels: 1 }));
    const exported = await cli(["export", "run", "--out", "exported.onnx"], { cwd });
    expect(exported).toMatchObject({ code: 0, stdout: "exported.onnx, trained for 8 steps\n" });
    const answers = await Promise.all(
      ["run/model.onnx", "exported.onnx"].map((model) => cli(["predict", model, "digit.png", "--json"], { cwd })),
    );
    const [first, second] = answers.map(({ stdout }) => JSON.parse(stdout) as { label: string });
    // The first test image is a 7, and plain enough for a network that saw 2,000 examples.
    expect(first).toMatchObject({ file: "digit.png", label: "7" });
    expect(second).toEqual(first);
  });
});

describe("other forms of output", () => {
  const cwd = temporaryFolder();
  const small = (...args: string[]): string[] => ["train", smallExperiment(cwd), "--threads", "1", ...args];

  test("--json prints one event a line, the end last, and nothing else", async () => {
    const finished = await cli(small("--json"), { cwd });
    const events = eventsOf(finished);
    expect(finished).toMatchObject({ code: 0, stderr: "" });
    expect(events.every(({ v }) => v === 1)).toBe(true);
    expect(events[0]).toMatchObject({ t: "start", totalSteps: 40 });
    expect(events.filter(({ t }) => t === "step")).toHaveLength(40);
    expect(events.filter(({ t }) => t === "epoch")).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({
      t: "end",
      train: { loss: expect.any(Number), accuracy: expect.any(Number) },
      test: null,
      goalReached: null,
      run: expect.stringMatching(/^runs\/\d{4}-\d\d-\d\d-\d{4}-inline/),
      model: expect.stringMatching(/model\.onnx$/),
    });
  });

  test("--quiet prints nothing", async () => {
    expect(await cli(small("--quiet"), { cwd })).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("a goal is reported as reached or not", async () => {
    const goal = (atLeast: number): object => ({ goal: { metric: "accuracy", atLeast, on: "train" } });
    const ends = [];
    for (const atLeast of [0.01, 1.01]) {
      ends.push(eventsOf(await cli(["train", smallExperiment(cwd, goal(atLeast)), "--json"], { cwd })).at(-1));
    }
    expect(ends).toMatchObject([{ goalReached: true }, { goalReached: false }]);
  });

  test("colours come where they are asked for, and --no-color takes them away", async () => {
    const env = { FORCE_COLOR: "1" };
    expect((await cli(small(), { cwd, env })).stderr).toContain("\u001b");
    expect((await cli(small("--no-color"), { cwd, env })).stderr).not.toContain("\u001b");
  });

  test("a locale without UTF-8 gets ASCII", async () => {
    const { stdout, stderr } = await cli(small(), { cwd, env: { LANG: "C", LC_ALL: "", LC_CTYPE: "" } });
    expect(stdout + stderr).not.toMatch(/[^\n\x20-\x7e]/);
    expect(stdout).toMatch(/^ok trained 5 epochs/);
  });

  test("a reader that goes away ends nothing", async () => {
    const finished = await cli(small("--json", "--out", "piped"), { cwd, watch: (child) => child.stdout!.destroy() });
    expect(finished).toMatchObject({ code: 0, stderr: "" });
    expect(readRecord(readFileSync(join(cwd, "piped", "record.jsonl"), "utf8"), "").end?.stopped).toBe("done");
  });

  test("--print-config names where each value came from", async () => {
    const { stdout } = await cli(small("--print-config", "--lr", "0.5", "-e", "7"), { cwd });
    expect(stdout).toMatch(/^epochs +7 +--epochs 7$/m);
    expect(stdout).toMatch(/^optimizer\.learningRate +0\.5 +--lr 0\.5$/m);
    expect(stdout).toMatch(/^batchSize +8 +small\.json$/m);
    expect(stdout).toMatch(/^loss\.name +"categorical-cross-entropy" +small\.json$/m);
    expect(stdout).toMatch(/^loss\.reduction +"mean" +default$/m);
  });

  test("--dry-run shows the run and writes nothing", async () => {
    const empty = temporaryFolder();
    const { code, stdout } = await cli(["train", smallExperiment(empty), "--dry-run"], { cwd: empty });
    expect(code).toBe(0);
    expect(stdout).toMatch(/5 epochs of 8 steps/);
    expect(existsSync(join(empty, "runs"))).toBe(false);
  });

  test("graph shows the formulas before and after, with the rule between", async () => {
    const { stdout } = await cli(["graph", smallExperiment(cwd)], { cwd });
    expect(stdout).toMatch(/log-of-guarded-softmax[\s\S]*\nbefore\n[\s\S]*softmax[\s\S]*\nafter\n[\s\S]*logSoftmax/);
  });

  test("runs lists what was trained", async () => {
    const other = temporaryFolder();
    await cli(["train", smallExperiment(other), "--name", "listed", "--quiet"], { cwd: other });
    const { stdout } = await cli(["runs"], { cwd: other });
    expect(stdout).toMatch(/^\S+-listed +inline +5 of 5 +\d+\.\d+% +[\d.]+ s +done$/m);
  });
});

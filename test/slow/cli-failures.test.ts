/** @file How the command line fails: the exit code of each kind, and a message that says where and what to do. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli, eventsOf, smallExperiment, temporaryFolder } from "./cli.ts";

const cwd = temporaryFolder();
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(cwd, name), content);
  return name;
};
const experiment = (name: string, data: object): string =>
  file(
    name,
    JSON.stringify({ data, model: [{ type: "dense", units: 2 }], loss: "softmax-cross-entropy", optimizer: "sgd" }),
  );
const idx = (dimensions: number[], elements: number[]): Uint8Array =>
  Uint8Array.from([0, 0, 8, dimensions.length, ...dimensions.flatMap((d) => [0, 0, d >> 8, d & 255]), ...elements]);

describe("mistakes on the command line exit with 2 and name what was meant", () => {
  smallExperiment(cwd);
  test.each([
    [["train", "--epoch", "3"], /Unknown option '--epoch'\n {2}help {2}did you mean --epochs\?/],
    [["train", "--batchsize=3"], /did you mean --batch-size\?/],
    [["trian"], /Unknown command 'trian'\n {2}help {2}did you mean train\?/],
    [["train", "mnits"], /no data set or file "mnits"[\s\S]*did you mean "mnist"\?/],
    [["train", "."], /This folder holds no run\n {2}where {2}\.\n {2}found {2}there is no experiment\.json/],
    [["train", "--epochs", "many"], /--epochs must be a whole number of 1 or more, not "many"/],
    [["train", "--lr=-1"], /--lr must be a number above 0, not "-1"/],
    [["train", "--optimizer", "adma"], /did you mean "adam"\?/],
    [["train", "--momentum", "0.9"], /mnist with --momentum 0\.9[\s\S]*optimizer: has no key "momentum"/],
    [["train", "small.json", "--data", "x"], /has no key "path"/],
    [["train", "--device", "tpu"], /cpu, webgpu/],
    [["train", "--resume", "nowhere/at-all"], /not the folder of a run/],
    [["export"], /run/],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await cli(args, { cwd });
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("an experiment's mistakes are listed together", async () => {
    file("bad.json", '{"data": "mnist", "model": [], "loss": "crossentropy", "optimizer": "sgd"}');
    const { code, stderr } = await cli(["train", "bad.json"], { cwd });
    expect(stderr).toMatch(
      /2 mistakes[\s\S]*bad\.json[\s\S]*model: must not be empty[\s\S]*loss\.name: "crossentropy"/,
    );
    expect(code).toBe(2);
  });

  test("flags with underscores are flags with hyphens", async () => {
    const { code, stdout } = await cli(["train", "small.json", "--batch_size", "16", "--print_config"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^batchSize +16 +--batch-size 16$/m);
  });
});

describe("data that is missing or damaged exits with 4", () => {
  file("ragged.csv", "a,b,y\n1,2,0\n3,4,1\n5,6\n");
  file("labels", idx([3], [0, 1, 0]));
  file("cut", idx([3, 2, 2], [1, 2, 3]));
  const csv = { source: "csv", path: "ragged.csv", inputs: ["a", "b"], targets: ["y"], targetEncoding: "one-hot" };
  test.each([
    ["a missing folder", ["train", "--data", "nowhere"], /A file of MNIST is missing\n {2}where .*nowhere/],
    [
      "a truncated IDX file",
      ["train", experiment("idx.json", { source: "idx", images: "cut", labels: "labels" })],
      /cut/,
    ],
    ["a ragged CSV row", ["train", experiment("csv.json", csv)], /ragged\.csv:4/],
  ])("%s", async (_, args, message) => {
    const { code, stderr } = await cli(args, { cwd });
    expect(stderr).toMatch(message);
    expect(code).toBe(4);
  });

  test("a checkpoint that cannot be saved, although the run goes on to its end", async () => {
    const other = temporaryFolder();
    mkdirSync(join(other, "run"));
    writeFileSync(join(other, "run", "checkpoints"), "in the way");
    const { code, stdout, stderr } = await cli(["train", smallExperiment(other), "--out", "run"], { cwd: other });
    expect(stderr).toMatch(/The checkpoint could not be saved\n {2}where .*checkpoints/);
    expect(stdout).toMatch(/trained 5 epochs/);
    expect(code).toBe(4);
  });
});

describe("training that diverges exits with 3", () => {
  const diverging = [
    "train",
    "mnist",
    "--limit-train",
    "2000",
    "--hidden",
    "64",
    "-e",
    "1",
    "--optimizer",
    "sgd",
    "--lr",
    "1e6",
    "--rewrites",
    "off",
  ];

  test("and names the op, the layer, the step, the number against its limit, what to do and what is saved", async () => {
    const { code, stderr } = await cli(diverging, { cwd });
    expect(code).toBe(3);
    expect(stderr).toMatch(/training diverged: the cost is NaN at step 2\n/);
    expect(stderr).toMatch(/ {2}step {3}2 of 8, in epoch 1\n/);
    expect(stderr).toMatch(/ {2}op {5}exp gave Infinity: its operand reached \d+[.\d]*, the limit is 88.7228/);
    expect(stderr).toMatch(/ {2}layer {2}softmax-cross-entropy\n/);
    expect(stderr).toMatch(/--rewrites on\n.*--lr 100000 /);
    expect(stderr).toMatch(/the last good one, in runs\/\S+\/checkpoints\/step-0000000000/);
  });

  test("also as JSON, with the finding before the end; --fail-on never exits with 0", async () => {
    const finished = await cli([...diverging, "--json", "--fail-on", "never"], { cwd });
    expect(finished.code).toBe(0);
    expect(eventsOf(finished).slice(-2)).toMatchObject([
      { t: "finding", id: "non-finite-cost", step: 1, where: "softmax-cross-entropy" },
      { t: "end", stopped: "diverged", model: null },
    ]);
  });

  test("a program's line is shown with a caret below the op", async () => {
    const index = new URL("../../dist/index.js", import.meta.url).href;
    file(
      "program.ts",
      `import type { Batch, RandomValues } from "${index}";
export default {
  model: {
    parameters: (random: RandomValues) => ({ w: random.normal([3, 2]).times(1000) }),
    cost: ({ w }: Record<string, any>, { x, y }: Batch) => {
      const e = x.matmul(w).exp();
      return e.div(e.sum({ axis: 1, keepdims: true })).log().mul(y).sum({ axis: 1 }).neg().mean();
    },
  },
  ...${readFileSync(join(cwd, "small.json"), "utf8")},
};
`.replace(/"model":\[.*?\],"loss":"[\w-]+",/, ""),
    );
    const { code, stderr } = await cli(["train", "program.ts", "--rewrites", "off"], { cwd });
    expect(stderr).toMatch(/program\.ts:6:29\n +6 \| {7}const e = x\.matmul\(w\)\.exp\(\);\n +\| {29}\^\n/);
    expect(code).toBe(3);
    const stable = await cli(["train", "program.ts", "--lr", "1", "--quiet"], { cwd });
    expect(stable).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("a run that learns nothing", () => {
  const dead = (): string =>
    file(
      "dead.json",
      JSON.stringify({
        data: {
          source: "inline",
          inputs: Array.from({ length: 64 }, (_, i) => [i % 2, 1]),
          targets: Array.from({ length: 64 }, (_, i) => i % 2),
          classes: 2,
        },
        model: [
          { type: "dense", units: 8, activation: "relu", init: "zeros" },
          { type: "dense", units: 2, init: "zeros" },
        ],
        loss: { name: "softmax-cross-entropy" },
        task: "classification",
        optimizer: { name: "sgd", learningRate: 0.1 },
        batchSize: 8,
        epochs: 10,
      }),
    );

  test("exits with 3 and shows the loss beside that of a constant answer", async () => {
    dead();
    const { code, stderr } = await cli(["train", "dead.json"], { cwd });
    expect(stderr).toMatch(/not learning after 80 steps/);
    expect(stderr).toMatch(/the loss is 0\.693\d? on the training data; an answer that ignores the inputs has 0\.6931/);
    expect(code).toBe(3);
  });

  test("exits with 0 where --fail-on never asks for it", async () => {
    dead();
    expect((await cli(["train", "dead.json", "--quiet", "--fail-on", "never"], { cwd })).code).toBe(0);
  });
});

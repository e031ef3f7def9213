/** @file `train --fix`: a run that goes wrong is given up at once, its cause proved by replay, the change made and recorded. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseEvents } from "../../src/record/reader.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { cli, type Finished, temporaryFolder } from "./cli.ts";

const cwd = temporaryFolder();
const seed = 11;

/** 240 points of two clouds, or of labels that have nothing to do with them. */
function writeExperiment(name: string, changes: object, label: (a: number, b: number, coin: number) => number): string {
  const random = new RandomStream(seed, streams.split);
  const rows = Array.from({ length: 240 }, () => {
    const [a, b, coin] = [2 * random.uniform() - 1, 2 * random.uniform() - 1, random.uniform()];
    return [a, b, label(a, b, coin)].join();
  });
  writeFileSync(join(cwd, `${name}.csv`), ["a,b,y", ...rows].join("\n"));
  const experiment = {
    data: {
      source: "csv",
      path: `${name}.csv`,
      inputs: ["a", "b"],
      targets: ["y"],
      targetEncoding: "one-hot",
      classes: 2,
    },
    task: "classification",
    model: [
      { type: "dense", units: 12, activation: "relu", biasInit: { name: "constant", value: -100 } },
      { type: "dense", units: 2, activation: "softmax" },
    ],
    loss: "categorical-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.3 },
    batchSize: 32,
    epochs: 60,
    goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
    ...changes,
  };
  writeFileSync(join(cwd, `${name}.json`), JSON.stringify(experiment));
  return `${name}.json`;
}

const fix = (file: string, out: string): Promise<Finished> => cli(["train", file, "--fix", "--out", out], { cwd });

const recordOf = (run: string): ReturnType<typeof parseEvents>["events"] => {
  const path = join(cwd, run, "record.jsonl");
  return parseEvents(readFileSync(path, "utf8"), path).events;
};

test(`a run whose units are dead is given up, repaired and trained to its goal (seed ${seed})`, async () => {
  const file = writeExperiment("dead", {}, (a, b) => Number(a + b > 0));
  const { code, stdout, stderr } = await fix(file, "runs/dead");
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/✖ Units of a layer[\s\S]*\nproved: the goal is reached in/),
  ]);
  expect(stderr).toMatch(/model\[0\]\.biasInit .*-100.* → /);
  expect(stdout).toContain("goal            reached");
  const events = recordOf("runs/dead");
  expect(events.findLast(({ t }) => t === "start")).toMatchObject({
    experiment: { model: [{ biasInit: { name: "zeros" } }, {}] },
  });
  const fixed = events.find((event) => event.t === "finding" && event.id === "fixed");
  expect(fixed).toMatchObject({
    message: expect.stringContaining("proved by replay in"),
    where: "from the first step",
  });
  expect(events.at(-1)).toMatchObject({ t: "end", stopped: "done", goalReached: true });
});

test(`a run in which nothing can be proved goes on as it was and ends as one that does not learn (seed ${seed})`, async () => {
  const file = writeExperiment("coin", { epochs: 20 }, (_a, _b, coin) => Number(coin > 0.5));
  const { code, stderr } = await fix(file, "runs/coin");
  expect(stderr).toMatch(/no change was proved to help \(no-signal; /);
  expect(stderr.match(/✖ Units of a layer/g)?.length).toBe(1);
  expect(stderr).toContain("not learning after");
  expect(code).toBe(3);
  expect(recordOf("runs/coin").at(-1)).toMatchObject({ t: "end", stopped: "done", goalReached: false });
});

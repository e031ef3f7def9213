/** @file What `train` says while a run goes wrong: one card as soon as it shows, in every mode, and nothing for a healthy run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseEvents } from "../../src/record/reader.ts";
import { cli, eventsOf, type Finished, smallExperiment, temporaryFolder } from "./cli.ts";

const cwd = temporaryFolder();

/** A run whose first layer never fires. */
const dead = (...flags: string[]): Promise<Finished> => {
  const layers = [
    { type: "dense", units: 8, activation: "relu", biasInit: { name: "constant", value: -100 } },
    { type: "dense", units: 2, activation: "softmax" },
  ];
  return cli(["train", smallExperiment(cwd, { model: layers, epochs: 12 }), ...flags], { cwd });
};

describe("a run of which a layer is dead", () => {
  test("is told of it before it ends, once, with the numbers and the command that investigates", async () => {
    const { code, stderr } = await dead("--out", "runs/lines");
    const card =
      /✖ Units of a layer are 0 for every example\n {2}where {5}step \d+, dense0\n {2}evidence {2}dead units of dense0 {2}100% {2}normal: 0% to 31%\n {2}next {6}\S.* doctor runs\/lines\n/;
    expect(stderr).toMatch(card);
    expect(stderr.search(card)).toBeLessThan(stderr.indexOf("cost after epoch 12"));
    expect(stderr.split("✖ Units of a layer").length).toBe(2);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /not learning after[\s\S]*seen {3}step \d+: Units of a layer[\s\S]*next {3}.* doctor runs\/lines/,
    );
  });

  test("has the finding in its record and in --json, where stderr is silent", async () => {
    const finished = await dead("--json", "--out", "runs/json");
    const finding = {
      t: "finding",
      id: "dead-units",
      where: "dense0",
      facts: [{ label: "dead units of dense0", value: "100%", normal: "0% to 31%" }],
    };
    expect(eventsOf(finished).filter(({ t }) => t === "finding")[0]).toMatchObject(finding);
    const path = join(cwd, "runs/json/record.jsonl");
    const { events } = parseEvents(readFileSync(path, "utf8"), path);
    expect(events.filter(({ t }) => t === "finding")[0]).toMatchObject(finding);
    expect([finished.stderr, finished.code]).toEqual(["", 3]);
  });

  test("is told of it with --quiet as well, and nothing else", async () => {
    const { stderr, stdout } = await dead("--quiet");
    expect(stderr).toMatch(/^✖ Units of a layer/);
    expect(stderr.match(/✖/g)?.length).toBe(2);
    expect(stdout).toBe("");
  });
});

test("a run that blows up is told of its rising cost, then where it left the finite numbers", async () => {
  const draft = {
    model: [{ type: "dense", units: 2 }],
    loss: "mean-squared-error",
    task: "regression",
    optimizer: { name: "sgd", learningRate: 500 },
    epochs: 60,
  };
  const { code, stderr } = await cli(["train", smallExperiment(cwd, draft)], { cwd });
  expect(stderr).toMatch(/✖ The cost rises\n[\s\S]*✖ training diverged[\s\S]*\n {2}next {3}.* doctor runs\//);
  expect(code).toBe(3);
});

test("a healthy run shows no card, and a missed goal the command that finds out why", async () => {
  const healthy = await cli(
    ["train", smallExperiment(cwd, { optimizer: { name: "adam", learningRate: 0.02 }, epochs: 40 })],
    { cwd },
  );
  expect([healthy.code, healthy.stderr.includes("✖")]).toEqual([0, false]);
  const goal = { metric: "loss", atMost: 1e-9 };
  const missed = await cli(
    ["train", smallExperiment(cwd, { optimizer: { name: "adam", learningRate: 0.02 }, epochs: 40, goal })],
    { cwd },
  );
  expect(missed.stderr).not.toContain("✖");
  expect(missed.stdout).toMatch(/find out why the goal is missed {2,}\S.* doctor runs\//);
  expect(missed.code).toBe(0);
});

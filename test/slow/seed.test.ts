/** @file The forum's program on MNIST with the built package: NumPy's costs, and the example as a person runs it. */
import { spawnSync } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { type Engine, ortNodeEngine } from "evenkeel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agreement, largestDifference, numpyCosts, settings } from "../../examples/seed/fixture.ts";
import { runForum } from "../../examples/seed/runs.ts";
import { livingUnits, stepOfBias } from "../../examples/seed/units.ts";

const mnist = Object.entries(settings).filter(([, { data }]) => data === "mnist");

describe("on the first 1,000 images", () => {
  let engine: Engine;
  beforeAll(async () => {
    // NumPy keeps subnormal numbers.
    engine = await ortNodeEngine({ flushSubnormals: false });
  });
  afterAll(() => engine.dispose());

  test.each(mnist)("%s, as written: NumPy's costs to 1e-9, and nan in the same epochs", async (_, setting) => {
    const { costs, failure } = await runForum(engine, setting, { rewrites: "off" });
    const expected = numpyCosts(setting, "posted");
    expect(largestDifference(costs, expected)).toBeLessThan(agreement);
    expect(failure?.epoch ?? -1).toBe(expected.findIndex((cost) => !Number.isFinite(cost)));
  });

  const overflowing = mnist.filter(([, { bug }]) => bug === "dW_sum");

  test.each(overflowing)("%s, rewritten: the costs of the stable formulas in NumPy to 1e-9", async (_, setting) => {
    const { costs, failure } = await runForum(engine, setting);
    expect(largestDifference(costs, numpyCosts(setting, "stable"))).toBeLessThan(agreement);
    expect(failure).toBeNull();
  });

  test("on the plateau a layer has no living unit, and the cost falls as the output bias alone lets it", async () => {
    const setting = settings.main!;
    const run = await runForum(engine, setting, { epochs: setting.epochs });
    expect(await livingUnits(engine, run)).toContain(0);
    // The bias moves by a tenth of the rate towards its goal, so that two steps differ by 0.2%.
    const taken = run.costs.at(-1)! - run.metrics.train.loss!;
    expect(stepOfBias(run, setting.learning_rate) / taken).toBeCloseTo(1, 2);
  });
});

test("the example runs from its source, says where the program broke and fits a terminal of 100 columns", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    execPath,
    ["--import", "./dist/cli/typescript.js", "examples/seed/main.ts"],
    { cwd: root, encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("appeared in epoch 1: exp gave Infinity at");
  expect(stdout).toMatch(/(\d+) \| {3}return div\(exp\(z\), sum\(exp\(z\), \{ axis: 0 \}\)\);\n +\| {14}\^/);
  expect(stdout).toMatch(/cost after epoch 0 : {3}\[2\.64747367\] +\[2\.64747367\] +\[2\.64747367\] +\[2\.64747367\]/);
  expect(stdout).toMatch(/cost after epoch 9 : {3}\[nan\] +\[nan\] +\[2\.3031473\] +\[2\.3031473\]/);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

/** @file A run's columns hold what its record says, also where it was resumed or is damaged. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { HealthEvent, StartEvent, StepEvent } from "../../src/record/events.ts";
import { readRecord } from "../../src/record/reader.ts";
import { eventsOf } from "./lines.ts";
import { Run } from "./run.ts";

const path = fileURLToPath(new URL("../../test/fixtures/records/broken/record.jsonl", import.meta.url));
const text = readFileSync(path, "utf8");
const record = readRecord(text, path);

const runOf = (lines: readonly string[]): Run => {
  const run = new Run("run");
  for (const event of eventsOf(lines)) run.add(event);
  return run;
};

test("the columns are those of the reader of records", () => {
  const run = runOf(text.split("\n"));
  expect([...run.cost.values]).toEqual(record.steps.map(({ cost }) => cost));
  expect([...run.healthSteps.values]).toEqual(record.health.map(({ step }) => step));
  for (const [i, layer] of run.layers.entries()) {
    expect([...layer.updateRatio.values]).toEqual(record.health.map(({ layers }) => layers[i]!.updateRatio));
    expect(layer.firing).toEqual(record.health.map(({ layers }) => layers[i]!.firing ?? ""));
  }
  expect([run.epochs, run.findings, run.end]).toMatchObject([record.epochs, record.findings, record.end]);
});

test("a step that is shown before its turn stands in its place", () => {
  const lines = text.trim().split("\n");
  const isStep = (line: string): boolean => line.includes('"t":"step"');
  const last = lines.findLast(isStep)!;
  const early = runOf([...lines.slice(0, 150), last, ...lines.slice(150)]);
  expect([...early.steps.values]).toEqual(record.steps.map(({ step }) => step));
  expect([...early.cost.values]).toEqual(record.steps.map(({ cost }) => cost));
});

test("of a resumed run the steps that were done again count once", () => {
  const lines = text.trim().split("\n");
  const start = JSON.parse(lines[0]!) as StartEvent;
  const resumed = runOf([...lines.slice(0, 260), JSON.stringify({ ...start, resumedAt: 100 }), ...linesFrom(100)]);
  expect([...resumed.cost.values]).toEqual(record.steps.map(({ cost }) => cost));
  expect([...resumed.healthSteps.values]).toEqual(record.health.map(({ step }) => step));

  function linesFrom(step: number): readonly string[] {
    return lines.slice(1).filter((line) => ((JSON.parse(line) as StepEvent).step ?? 0) >= step);
  }
});

test("numbers that JSON lacks come back, and what is no event is left out", () => {
  const steps = ["NaN", "Infinity", 1].map((cost, step) =>
    JSON.stringify({ v: 1, t: "step", step, epoch: 0, cost, learningRate: 1 }),
  );
  const run = runOf([
    ...steps,
    "{",
    "null",
    '{"t":"step"}',
    '{"t":"health","step":3,"layers":[null]}',
    '{"t":"toString"}',
    "",
  ]);
  expect([...run.cost.values]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 1]);
  expect(run.healthSteps.length).toBe(0);
});

test("a layer that is measured later than others has no values before", () => {
  const health = record.health[0]!;
  const line = (step: number, names: readonly string[]): string =>
    JSON.stringify({
      ...health,
      step,
      layers: names.map((name) => ({ ...health.layers[0]!, name })),
    } satisfies HealthEvent);
  const run = runOf([line(1, ["a"]), line(2, ["a", "b"])]);
  expect([...run.layers[1]!.gradientNorm.values]).toEqual([Number.NaN, health.layers[0]!.gradientNorm]);
});

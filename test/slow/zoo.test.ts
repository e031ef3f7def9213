/** @file The doctor on a part of the zoo: each verdict, the first cause, a recommendation that holds; silence on the healthy. */
import { type Engine, ortNodeEngine } from "evenkeel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnosis } from "../../dist/doctor/5-report/diagnosis.js";
import { diagnoseSource } from "../../dist/doctor/node/doctor.js";
import { type Entry, experimentWith, formulasWith, zooFolder } from "../zoo/entry.ts";
import { healthy } from "../zoo/healthy.ts";
import { planted } from "../zoo/planted.ts";
import { trainOnce } from "../zoo/train.ts";

/** Enough on two busy cores; most take a tenth of it. */
const budgetSeconds = 60;

const named = (id: string): Entry => planted.find((entry) => entry.id === id)!;

async function diagnosed(entry: Entry, seed = 0): Promise<Diagnosis> {
  const { diagnosis } = await diagnoseSource({
    name: entry.id,
    experiment: experimentWith(entry, entry.faults, seed),
    baseFolder: zooFolder,
    program: entry.base.program?.file ?? null,
    formulas: formulasWith(entry, entry.faults),
    events: null,
    budgetSeconds,
  });
  return diagnosis;
}

let engine: Engine;
beforeAll(async () => {
  engine = await ortNodeEngine({ threads: 1, spinning: false });
});
afterAll(() => engine.dispose());

/** From seeds that the doctor has not seen. */
async function repaired(entry: Entry, { recommended }: Diagnosis): Promise<number> {
  let count = 0;
  for (const seed of [1001, 1002, 1003]) {
    const options = { baseFolder: zooFolder, formulas: formulasWith(entry, entry.faults) };
    count += Number((await trainOnce(engine, { ...recommended!.experiment, seed }, options)).passed);
  }
  return count;
}

describe("one fault", () => {
  test.each([
    ["wine-deep.label-encoding", ["identified"]],
    ["wine-sgd.unscaled-inputs", ["identified", "tied"]],
    ["cells-sigmoid.softmax-single-unit", ["identified"]],
    ["diabetes.unscaled-targets", ["tied", "identified"]],
    ["program-curve.flipped-sign", ["identified", "tied"]],
  ])("%s is named first and repaired", async (id, verdicts) => {
    const entry = named(id);
    const diagnosis = await diagnosed(entry);
    expect(verdicts).toContain(diagnosis.verdict);
    expect(diagnosis.causes[0]!.id).toBe(entry.faults[0]!.cause);
    expect(await repaired(entry, diagnosis)).toBeGreaterThanOrEqual(2);
  });
});

test("two faults, each of which keeps the run from its goal, are found as a set", async () => {
  const entry = named("cells-sigmoid.softmax-single-unit+unscaled-inputs");
  const diagnosis = await diagnosed(entry);
  const wanted = diagnosis.causes.filter(({ recommended }) => recommended).map(({ id }) => id);
  expect([diagnosis.verdict, wanted.sort()]).toEqual(["joint", ["softmax-single-unit", "unscaled-inputs"]]);
  expect(await repaired(entry, diagnosis)).toBeGreaterThanOrEqual(2);
});

test("targets in random order have no signal", async () => {
  const diagnosis = await diagnosed(named("diabetes-unseen.no-signal"));
  expect([diagnosis.verdict, diagnosis.causes[0]?.id, diagnosis.recommended]).toEqual(["no-signal", "no-signal", null]);
});

test("a goal out of reach is not explained away", async () => {
  const diagnosis = await diagnosed(named("diabetes-unseen.goal-out-of-reach"));
  expect([diagnosis.verdict, diagnosis.recommended]).toEqual(["unexplained", null]);
});

/** At 0.6 of their rate they reach their goals from 5 of 8 seeds or fewer: the doctor is right to call that failing. */
const edges: readonly string[] = ["iris-logits", "spirals-tanh"];

describe("healthy runs raise no error", () => {
  /** One of each kind of data, at one of the three rates in turn. */
  const some = healthy.filter(
    ({ base }, i) => !base.id.startsWith("fashion") && !edges.includes(base.id) && (i + Math.floor(i / 3)) % 6 === 0,
  );

  test("these are 12 or more", () => {
    expect(some.length).toBeGreaterThanOrEqual(12);
  });

  test.each(some)("$id", async (entry) => {
    const { verdict, symptoms, causes } = await diagnosed(entry, entry.seed);
    const errors = [...symptoms, ...causes].filter(({ severity }) => severity === "error");
    expect([verdict, errors.map(({ id }) => id)]).toEqual(["healthy", []]);
  });
});

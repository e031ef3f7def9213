/** @file The zoo's promises that need no training: enough of every kind, and results of these very experiments. */
import { experimentHash } from "evenkeel";
import { describe, expect, test } from "vitest";
import { bases } from "./bases.ts";
import { causeIds, type Entry, experimentWith, type Fault } from "./entry.ts";
import { healthy } from "./healthy.ts";
import { planted } from "./planted.ts";
import { results } from "./results.ts";

const proofOf = (id: string, entry: Pick<Entry, "base">, faults: readonly Fault[], seed = 0) => {
  const proof = results.entries[id];
  expect(proof?.experiment, `${id}: run npm run zoo -- --prove`).toBe(
    experimentHash(experimentWith(entry, faults, seed)),
  );
  return proof!;
};

describe("the zoo is wide enough", () => {
  test("every cause is planted at least twice", () => {
    const counts = causeIds.map((id) => [id, planted.filter((e) => e.faults.some(({ cause }) => cause === id)).length]);
    expect(counts.filter(([, n]) => (n as number) < 2)).toEqual([]);
  });

  test("there are 60 planted entries, 12 pairs and 40 healthy runs", () => {
    expect(planted.length).toBeGreaterThanOrEqual(60);
    expect(planted.filter(({ faults }) => faults.length > 1).length).toBeGreaterThanOrEqual(12);
    expect(healthy.length).toBeGreaterThanOrEqual(40);
  });

  test("no two entries have the same id", () => {
    const ids = [...planted, ...healthy, ...bases].map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
});

describe("truth is known by construction, and was trained from three seeds", () => {
  test.each(bases.map((base) => [base.id, base] as const))("%s reaches its goal", (id, base) => {
    expect(proofOf(id, { base }, [])).toMatchObject({ passed: 3, seeds: 3 });
  });

  test.each(healthy.map((entry) => [entry.id, entry] as const))("%s reaches its goal", (id, entry) => {
    expect(proofOf(id, entry, [], entry.seed)).toMatchObject({ passed: 1 });
  });

  test.each(planted.map((entry) => [entry.id, entry] as const))("%s fails its goal", (id, entry) => {
    expect(proofOf(id, entry, entry.faults)).toMatchObject({ passed: 0, seeds: 3 });
    if (entry.faults.length === 1) return;
    for (const fault of entry.faults) {
      expect(proofOf(`${id}: only ${fault.cause}`, entry, [fault]), fault.cause).toMatchObject({ passed: 0, seeds: 3 });
    }
  });
});

/** @file Every schedule against rates computed by hand, and what holds for all of them. */
import { describe, expect, test } from "vitest";
import type { ScheduleSpec } from "../../src/experiment/types.ts";
import { learningRateAt } from "../../src/optim/learning-rate.ts";
import { schedules } from "../../src/optim/schedules/index.ts";

const totalSteps = 20;
const stepsPerEpoch = 4;

const specs: readonly ScheduleSpec[] = [
  { name: "constant", warmup: 0 },
  { name: "step", every: 2, factor: 0.5, warmup: 0 },
  { name: "exponential", factor: 0.81, warmup: 0 },
  { name: "cosine", final: 0.1, warmup: 0 },
  { name: "one-cycle", start: 0, final: 0, rise: 0.2, warmup: 0 },
];

const rates = (spec: ScheduleSpec, base = 1): number[] =>
  Array.from({ length: totalSteps }, (_, step) => learningRateAt(spec, base, step, totalSteps, stepsPerEpoch));

test("every schedule of the registry is tested here", () => {
  expect(specs.map(({ name }) => name).toSorted()).toEqual(schedules.map(({ name }) => name).toSorted());
});

describe.each(specs)("$name", (spec) => {
  test("moves in every step, and never above the base rate", () => {
    for (const rate of rates(spec)) {
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThanOrEqual(1);
    }
  });

  test("is proportional to the base rate", () => {
    for (const [step, rate] of rates(spec, 0.25).entries()) expect(rate).toBeCloseTo(0.25 * rates(spec)[step]!, 14);
  });

  test("rises in a straight line under a warm-up, by steps or by the same share of them", () => {
    const plain = rates(spec);
    const warm = rates({ ...spec, warmup: 5 });
    for (const [step, share] of [0.2, 0.4, 0.6, 0.8, 1, 1].entries()) {
      expect(warm[step]).toBeCloseTo(share * plain[step]!, 14);
    }
    expect(warm.slice(5)).toEqual(plain.slice(5));
    expect(rates({ ...spec, warmup: 0.25 })).toEqual(warm);
  });
});

const expected: readonly [ScheduleSpec["name"], Readonly<Record<number, number>>][] = [
  ["constant", { 0: 1, 19: 1 }],
  ["step", { 0: 1, 7: 1, 8: 0.5, 15: 0.5, 16: 0.25 }],
  ["exponential", { 0: 1, 2: 0.9, 4: 0.81, 8: 0.6561 }],
  ["cosine", { 0: 1, 10: 0.55, 15: 0.1 + 0.45 * (1 - Math.SQRT1_2) }],
  ["one-cycle", { 0: 0.25, 1: 0.5, 3: 1, 4: 16 / 17, 19: 1 / 17 }],
];

test.each(expected)("%s gives the rates of its formula", (name, points) => {
  const computed = rates(specs.find((spec) => spec.name === name)!);
  for (const [step, rate] of Object.entries(points)) expect(computed[Number(step)]).toBeCloseTo(rate, 14);
});

test("one-cycle starts at its start and ends at its final share", () => {
  const computed = rates({ name: "one-cycle", start: 0.5, final: 0.1, rise: 0.5, warmup: 0 });
  expect(computed[0]).toBeCloseTo(0.55, 14);
  expect(computed[9]).toBeCloseTo(1, 14);
  expect(computed[19]).toBeCloseTo(0.1 + 0.9 / 11, 14);
});

test("one-cycle has a peak in a run of a single step", () => {
  expect(learningRateAt(specs[4]!, 0.3, 0, 1, 1)).toBeCloseTo(0.3, 14);
});

test("an unknown schedule is refused with the nearest name", () => {
  const misspelt = { name: "cosin", warmup: 0 } as unknown as ScheduleSpec;
  expect(() => learningRateAt(misspelt, 1, 0, 10, 1)).toThrow('there is no schedule "cosin"');
});

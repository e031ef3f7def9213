import { expect, test } from "vitest";
import { epochsWithMargin, safest, type TriedValue } from "./margin.ts";

const tried = (rows: readonly (readonly [number, boolean])[]): TriedValue[] =>
  rows.map(([value, passed]) => ({ value, passed, merit: 1 }));

test("of the values that work the one farthest from a failure is taken", () => {
  const rates = tried([
    [0.001, false],
    [0.003, true],
    [0.01, true],
    [0.03, true],
    [0.1, false],
  ]);
  expect(safest(rates)?.value).toBe(0.01);
});

test("beyond a factor of ten distance counts no more, and the better score decides", () => {
  const rates = [
    { value: 1e-4, passed: true, merit: 1.01 },
    { value: 1e-3, passed: true, merit: 1.2 },
    { value: 0.1, passed: false, merit: 0 },
  ];
  expect(safest(rates)?.value).toBe(1e-3);
});

test("where nothing works nothing is taken", () => {
  expect(safest(tried([[0.1, false]]))).toBeNull();
});

test("epochs are half as many again as were needed, rounded up to a number that people use", () => {
  expect([1, 3, 8, 20, 21, 61, 4000].map(epochsWithMargin)).toEqual([2, 5, 15, 30, 50, 100, 7000]);
});

/** @file Smoothing shows the course of a series and hides nothing that broke. */
import { expect, test } from "vitest";
import { latest, smooth } from "./smooth.ts";

test("a constant series stays what it is from its first value on", () => {
  for (const value of smooth([3, 3, 3, 3], 0.9, false)) expect(value).toBeCloseTo(3, 12);
});

test("the weights are those of the formula", () => {
  expect(smooth([1, 2, 4], 0.5, false)[2]).toBeCloseTo((4 + 0.5 * 2 + 0.25 * 1) / 1.75, 12);
});

test("on a logarithmic axis one huge value does not hide those after it", () => {
  const values = [2, 2, 1e16, ...Array.from({ length: 20 }, () => 2)];
  expect(smooth(values, 0.6, true).at(-1)).toBeLessThan(2.1);
  expect(smooth(values, 0.6, false).at(-1)).toBeGreaterThan(1e6);
});

test("what is not finite stays so and does not spread", () => {
  expect([...smooth([1, Number.NaN, 1, Number.POSITIVE_INFINITY, 1], 0.5, false)]).toEqual([
    1,
    Number.NaN,
    1,
    Number.POSITIVE_INFINITY,
    1,
  ]);
});

test("the latest value is the middle one of the last, whatever stands out among them", () => {
  expect(latest(Float64Array.from([9, 1, 2, 3, 1e9, Number.NaN]))).toBe(3);
  expect(latest(new Float64Array(0))).toBeNaN();
});

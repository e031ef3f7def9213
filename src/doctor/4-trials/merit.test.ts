import { expect, test } from "vitest";
import type { Goal } from "../../experiment/types.ts";
import { merit } from "./merit.ts";

const accuracy: Goal = { metric: "accuracy", atLeast: 0.95, atMost: null, on: "train" };
const error: Goal = { metric: "relative-mse", atLeast: null, atMost: 0.01, on: "train" };

test("guessing is 0 and the goal is 1, for accuracy and for errors", () => {
  expect(merit(accuracy, 0.1, 0.1)).toBeCloseTo(0, 12);
  expect(merit(accuracy, 0.95, 0.1)).toBeCloseTo(1, 12);
  expect(merit(error, 1, null)).toBeCloseTo(0, 12);
  expect(merit(error, 0.01, null)).toBeCloseTo(1, 12);
});

test("errors are compared by their ratios: a tenth is halfway to a hundredth", () => {
  expect(merit(error, 0.1, null)).toBeCloseTo(0.5, 12);
});

test("a goal below the base rate does not divide by zero", () => {
  expect(merit({ ...accuracy, atLeast: 0.5 }, 0.5, 0.6)).toBeCloseTo(1, 12);
});

test("what is not a number is worse than everything", () => {
  expect(merit(accuracy, Number.NaN, 0.1)).toBe(Number.NEGATIVE_INFINITY);
});

/** @file Numbers as a report words them. */
import { expect, test } from "vitest";
import type { Goal } from "../../experiment/types.ts";
import { duration, inSentence, listed, median, middle, outcome, percent, score, spread } from "./words.ts";

const accuracy: Goal = { metric: "accuracy", atLeast: 0.95, atMost: null, on: "test" };
const error: Goal = { metric: "relative-mse", atLeast: null, atMost: 0.1, on: "train" };

test.each([
  [0.979, "97.9%"],
  [0.9996, "99.96%"],
  [1, "100.0%"],
  [0, "0.0%"],
  [0.0000321, "0.003%"],
  [0.9497, "94.97%"],
  [0.94999, "94.999%"],
])("an accuracy of %f is %s: never rounded past 0, 1 or the goal", (value, shown) => {
  expect(score(value, accuracy)).toBe(shown);
});

test("a run without a score diverged; infinity keeps its name", () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY].map((x) => score(x, error))).toEqual(["diverged", "Infinity"]);
  expect([Number.NaN, 0.98].map((x) => outcome(x, accuracy))).toEqual(["it diverges", "test accuracy 98.0%"]);
  expect(spread([0.98, Number.NaN, 0.96], accuracy)).toBe("96.0% to 98.0%, and 1 run diverged");
  expect(middle([Number.NaN, Number.NaN, 0.1], error)).toBe("diverged (0.1, and 2 runs diverged)");
  expect(middle([Number.NaN, Number.NaN], error)).toBe("diverged");
  expect(percent(0.5)).toBe("50.0%");
});

test("the middle score is that of the worse half, and NaN is worst", () => {
  expect(median([0.9, Number.NaN, 0.8], accuracy)).toBe(0.8);
  expect(median([0.9, 0.8], accuracy)).toBe(0.8);
  expect(median([0.1, Number.NaN, Number.NaN], error)).toBeNaN();
  expect(median([0.1, 0.3], error)).toBe(0.3);
  expect(median([], accuracy)).toBeNaN();
});

test("scores of several seeds are told from the smallest to the largest", () => {
  expect(spread([0.98, 0.96, 0.97], accuracy)).toBe("96.0% to 98.0%");
  expect(spread([0.3, 0.05, 0.1], error)).toBe("0.05 to 0.3");
  expect(middle([0.3, 0.05, 0.1], error)).toBe("0.1 (0.05 to 0.3)");
  expect(middle([0.98], accuracy)).toBe("98.0%");
});

test.each([
  ["The inputs are not scaled", "the inputs are not scaled"],
  ["Training stops too early", "training stops too early"],
  ["A softmax over one unit", "a softmax over one unit"],
  ["ReLU units are dead", "ReLU units are dead"],
  ["Adam's epsilon is large", "Adam's epsilon is large"],
])("%s is %s within a sentence", (title, shown) => expect(inSentence(title)).toBe(shown));

test("lists and durations read as sentences do", () => {
  expect([["a"], ["a", "b"], ["a", "b", "c"]].map((items) => listed(items))).toEqual(["a", "a and b", "a, b and c"]);
  expect([1.06, 41.3, 200].map(duration)).toEqual(["1.1 s", "41 s", "3:20 minutes"]);
});

/** @file Numbers and tables as they are printed. */
import { expect, test } from "vitest";
import { aligned, belief, clock, cost, percent, seconds, wrapped } from "./format.ts";

test.each([
  [0.07123, "0.0712"],
  [0, "0.0000"],
  [0.00012345, "1.23e-4"],
  [-12.5, "-12.5000"],
  [1234567, "1.23e+6"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
])("a cost of %f is %s", (value, text) => expect(cost(value)).toBe(text));

test.each([
  [0, "0:00"],
  [59.6, "1:00"],
  [75, "1:15"],
  [3671, "1:01:11"],
])("%f seconds are %s", (value, text) => expect(clock(value)).toBe(text));

test("durations and shares have as many digits as they need", () => {
  expect([1.06, 12.3, 200].map(seconds)).toEqual(["1.1 s", "12 s", "3:20"]);
  expect([percent(0.979), percent(0.97894, 2)]).toEqual(["97.9%", "97.89%"]);
});

test("a probability is a percentage, a score a number", () => {
  expect([belief(0.979, "probabilities"), belief(7.25, "scores"), belief(-0.5, "scores")]).toEqual([
    "97.9%",
    "7.2500",
    "-0.5000",
  ]);
});

test("rows are aligned, their further lines below the text", () => {
  const rows: [string, string][] = [
    ["a", "one\ntwo"],
    ["long", "three"],
  ];
  expect(aligned(rows)).toEqual(["  a     one\n        two", "  long  three"]);
});

test("text is broken at spaces, and a word that is too long stays whole", () => {
  expect(wrapped("one two three", 7)).toBe("one two\nthree");
  expect(wrapped("a incomprehensible b", 5)).toBe("a\nincomprehensible\nb");
});

/** @file Changes as lines of a diff. */
import { expect, test } from "vitest";
import { diffLines } from "./diff.ts";

const shown = (from: unknown, to: unknown): string[] =>
  diffLines([{ path: "field", from, to }]).map(({ sign, path, value }) => `${sign} ${path}: ${value}`);

test("a value has a line for what goes and one for what comes", () => {
  expect(shown("none", { divideBy: 255 })).toEqual(['- field: "none"', '+ field: {"divideBy": 255}']);
  expect(shown(null, 1)).toEqual(["- field: null", "+ field: 1"]);
});

test("a field that was not there only comes", () => expect(shown(undefined, 1)).toEqual(["+ field: 1"]));

test("objects show their name and the fields that differ", () => {
  const sgd = { name: "sgd", learningRate: 0.1, clipNorm: null };
  const adam = { name: "adam", learningRate: 0.001, clipNorm: null };
  expect(shown(sgd, adam)).toEqual([
    '- field: {"name": "sgd", "learningRate": 0.1}',
    '+ field: {"name": "adam", "learningRate": 0.001}',
  ]);
});

test("lists show the items that were put in or taken out, by their places", () => {
  expect(shown(["a", "b"], ["a", "x", "b"])).toEqual(['+ field[1]: "x"']);
  expect(shown(["a", "x", "b"], ["a", "b"])).toEqual(['- field[1]: "x"']);
  expect(shown(["a", "b", "c"], ["a", "y", "c"])).toEqual(['- field[1]: "b"', '+ field[1]: "y"']);
  expect(shown(["a"], ["a", "a"])).toEqual(['+ field[1]: "a"']);
});

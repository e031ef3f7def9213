import { describe, expect, it } from "vitest";
import { DataError } from "../util/errors.ts";
import { checkNames, parseRanges } from "./given.ts";

const errorOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).render();
  }
  throw new Error("nothing was thrown");
};

describe("ranges", () => {
  it("are read with their roles, and a range without one is an input's", () => {
    const text = '{"inputs": {"x": {"lo": -1, "hi": 1}, "W": {"lo": 0, "hi": 2, "role": "weight"}}, "loss": "cost"}';
    expect(parseRanges(text, "r.json")).toEqual({
      inputs: { x: { lo: -1, hi: 1, role: "input" }, W: { lo: 0, hi: 2, role: "weight" } },
      loss: "cost",
    });
  });

  it.each([
    ["text that is no JSON", "{", "not valid JSON"],
    ["a list", "[]", "malformed"],
    ["a field that nothing reads", '{"input": {}}', 'did you mean "inputs"?'],
    ["a field of a range that nothing reads", '{"inputs": {"x": {"lo": 0, "hi": 1, "low": 2}}}', "inputs.x.low"],
    ["a missing end", '{"inputs": {"x": {"lo": 0}}}', '"inputs.x.hi"'],
    ["an end that is a text", '{"inputs": {"x": {"lo": "0", "hi": 1}}}', '"inputs.x.lo"'],
    ["ends upside down", '{"inputs": {"x": {"lo": 2, "hi": 1}}}', "lo at most hi"],
    ["a role that is a number", '{"inputs": {"x": {"lo": 0, "hi": 1, "role": 3}}}', '"inputs.x.role"'],
    ["a loss that is a number", '{"loss": 3}', '"loss"'],
  ])("refuse %s", (_what, text, said) => {
    const message = errorOf(() => parseRanges(text, "r.json"));
    expect(message).toContain(said);
    expect(message).toContain("r.json");
  });

  it("name an input that is there", () => {
    const given = parseRanges('{"inputs": {"wieght": {"lo": 0, "hi": 1}}}', "r.json");
    const message = errorOf(() => checkNames(given, ["weight", "x"], "r.json"));
    expect(message).toContain('There is no input "wieght"');
    expect(message).toContain("weight, x");
    expect(message).toContain('did you mean "weight"?');
  });
});

import { describe, expect, test } from "vitest";
import type { CheckedModel } from "../../workers/checked.ts";
import { assumedFrom, type Typed, typedOf } from "./assumptions.ts";

const model: CheckedModel = {
  name: "a.onnx",
  bytes: 1,
  opset: 17,
  producer: "",
  nodes: 1,
  ops: 1,
  seconds: 0,
  conclusion: { kind: "safe", text: "" },
  findings: [],
  unknown: [],
  withoutGradient: [],
  loss: "cost",
  inputs: [
    { name: "x", type: "float32[4]", lo: -3e38, hi: 3e38, stated: false, role: "input" },
    { name: "y", type: "float32[4]", lo: 0, hi: 1, stated: true, role: "label" },
  ],
  dims: [{ name: "N", size: 4, stated: false }],
  flushToZero: false,
};

const typed = (change: Partial<Typed>): Typed => ({ ...typedOf(model), ...change });
const any = { lo: "", hi: "", role: "input" } as const;
const label = { lo: "0", hi: "1", role: "label" } as const;

describe("what is typed about a model", () => {
  test("begins as what was assumed: nothing where nothing is stated", () => {
    expect(typedOf(model)).toEqual({ ranges: [any, label], sizes: [""], flushToZero: false });
  });

  test("left alone, states what was stated", () => {
    expect(assumedFrom(typedOf(model), model)).toEqual({
      asked: { ranges: { inputs: { y: { lo: 0, hi: 1, role: "label" } }, loss: "cost" }, dims: {}, flushToZero: false },
    });
  });

  test("gives ranges in any notation of numbers, and sizes", () => {
    const assumed = assumedFrom(
      typed({ ranges: [{ lo: " −1e3", hi: "+.5", role: "input" }, label], sizes: ["8"] }),
      model,
    );
    expect(assumed).toMatchObject({ asked: { ranges: { inputs: { x: { lo: -1000, hi: 0.5 } } }, dims: { N: 8 } } });
  });

  test("an input without a range can be a label: of any number", () => {
    const assumed = assumedFrom(typed({ ranges: [{ ...any, role: "label" }, label] }), model);
    expect(assumed).toMatchObject({ asked: { ranges: { inputs: { x: { lo: -3e38, hi: 3e38, role: "label" } } } } });
  });

  test.each([
    ["one number alone", { lo: "1", hi: "" }, "two numbers"],
    ["a word", { lo: "0", hi: "many" }, "two numbers"],
    ["a comma", { lo: "0", hi: "1,5" }, "two numbers"],
    ["Infinity", { lo: "-Infinity", hi: "Infinity" }, "two numbers"],
    ["ends in the wrong order", { lo: "2", hi: "1" }, "larger than the second"],
  ])("%s is told at its input, and nothing is checked", (_what, ends, said) => {
    const assumed = assumedFrom(typed({ ranges: [{ ...any, ...ends }, label] }), model);
    expect(assumed).toEqual({ mistakes: { ranges: [expect.stringContaining(said), null], sizes: [null] } });
  });

  test.each(["0", "-1", "2.5", "many", "1e9999"])("%s is no size", (size) => {
    expect(assumedFrom(typed({ sizes: [size] }), model)).toMatchObject({
      mistakes: { sizes: ["Give a whole number of 1 or more."] },
    });
  });
});

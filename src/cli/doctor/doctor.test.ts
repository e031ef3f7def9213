/** @file Goals as they are typed, lines of a JSON file, experiments that are written to another folder. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseExperiment } from "../../experiment/parse.ts";
import type { Experiment } from "../../experiment/types.ts";
import { DataError, UsageError } from "../../util/errors.ts";
import { inAscii } from "../channel.ts";
import { movedTo, writeExperiment } from "./files.ts";
import { parseGoal } from "./goal.ts";
import { linesOf, placeIn } from "./places.ts";
import { checkMeasurable, checkReadable } from "./readable.ts";

describe("a goal", () => {
  test.each([
    ["accuracy>=0.95", { metric: "accuracy", atLeast: 0.95 }],
    ["accuracy >= 95%", { metric: "accuracy", atLeast: 0.95 }],
    ["0.95", { metric: "accuracy", atLeast: 0.95 }],
    ["95%", { metric: "accuracy", atLeast: 0.95 }],
    ["test accuracy>=0.9", { metric: "accuracy", atLeast: 0.9, on: "test" }],
    ["Training Accuracy = 1", { metric: "accuracy", atLeast: 1, on: "train" }],
    ["relative-mse<=0.1", { metric: "relative-mse", atMost: 0.1 }],
    ["validation loss ≤ 1e-3", { metric: "loss", atMost: 0.001, on: "validation" }],
  ])("%s is read", (text, goal) => expect(parseGoal(text)).toEqual(goal));

  test.each([
    ["accuracy", "it has no number"],
    ["", "it has no number"],
    ["acuracy>=0.9", 'there is no metric "acuracy"'],
    ["tset accuracy>=0.9", 'there is no part "tset" of the data'],
    ["toString accuracy>=0.9", 'there is no part "toString" of the data'],
    ["accuracy<=0.9", "a larger accuracy is better"],
    ["loss>=1", "a smaller loss is better"],
    ["accuracy>=95", "accuracy goes from 0 to 1"],
    ["accuracy>=150%", "accuracy goes from 0 to 1"],
    ["accuracy>=0", "accuracy goes from 0 to 1"],
    ["accuracy>=abc", '"abc" is not a number'],
    ["loss<=-1", "a loss to reach is above 0"],
    ["accuracy>=0.9 and loss<=1", "it is not a metric, a bound and a number"],
  ])("%s is not: %s", (text, found) => {
    expect(() => parseGoal(text)).toThrow(UsageError);
    try {
      parseGoal(text);
    } catch (error) {
      expect((error as UsageError).detail.found).toBe(found);
    }
  });

  test("what a shell left of an unquoted goal is explained", () => {
    expect(() => parseGoal("accuracy")).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ help: expect.stringContaining("takes > for a file") }),
      }),
    );
  });
});

describe("the lines of a JSON file", () => {
  const text = `{
  "data": { "source": "csv", "a\\"b": "}",
    "inputs": ["x0", "x1"] },
  "model": [
    { "type": "dense", "units": 3 },
    { "type": "dense",
      "units": 1 }
  ],
  "loss": "mean-squared-error"
}`;

  test("are found for fields, items and fields of items", () => {
    const lines = Object.fromEntries(linesOf(text));
    expect(lines).toEqual({
      data: 2,
      "data.source": 2,
      'data.a"b': 2,
      "data.inputs": 3,
      "data.inputs[0]": 3,
      "data.inputs[1]": 3,
      model: 4,
      "model[0]": 5,
      "model[0].type": 5,
      "model[0].units": 5,
      "model[1]": 6,
      "model[1].type": 6,
      "model[1].units": 7,
      loss: 9,
    });
  });

  test("are those of the short form, and a field that is not written is a default", () => {
    const place = placeIn("e.json", text);
    expect(["model[1].units", "loss.name", "data.inputScaling", "epochs", "model[7].units"].map(place)).toEqual([
      "e.json:7",
      "e.json:9",
      "a default",
      "a default",
      "a default",
    ]);
  });
});

const experiment = (data: object) =>
  parseExperiment({ data, model: [{ type: "dense", units: 1 }], loss: "mean-squared-error", optimizer: "sgd" });

describe("an experiment that is written", () => {
  const csv = experiment({ source: "csv", path: "data.csv", test: "/far/test.csv", inputs: ["a"], targets: ["b"] });

  test("keeps its relative paths in its own folder, and finds the same files from another", () => {
    expect(movedTo("/home/me", csv, "/home/me")).toBe(csv);
    expect(movedTo("/home/me/out", csv, "/home/me").data).toMatchObject({ path: "../data.csv", test: "/far/test.csv" });
    const images = experiment({ source: "idx", images: "a.idx", labels: "b.idx" });
    expect(movedTo("/x", images, "/home").data).toMatchObject({ images: "../home/a.idx", labels: "../home/b.idx" });
    expect(movedTo("/x", images, "/home").data).toMatchObject({ testImages: null, testLabels: null });
  });

  test("is the same experiment when it is read again, in a folder that is made for it", () => {
    const folder = mkdtempSync(join(tmpdir(), "evenkeel-written-"));
    const path = join(folder, "new", "e.json");
    writeExperiment(path, csv, join(folder, "new"));
    expect(parseExperiment(JSON.parse(readFileSync(path, "utf8")))).toEqual(csv);
  });

  test("says where it cannot be written", () => {
    expect(() => writeExperiment("/dev/null/e.json", csv, "/")).toThrow(DataError);
  });
});

test("data that are missing are refused, labels that do not fit the loss are not", () => {
  const missing = experiment({ source: "csv", path: "missing.csv", inputs: ["a"], targets: ["b"] });
  expect(() => checkReadable(missing, tmpdir())).toThrow(DataError);
  const labels = parseExperiment({
    data: { source: "inline", inputs: [[1], [2]], targets: [1, 3] },
    model: [{ type: "dense", units: 3 }],
    loss: "softmax-cross-entropy",
    optimizer: "sgd",
  });
  expect(() => checkReadable(labels, tmpdir())).not.toThrow();
});

test("a goal that cannot be measured on class numbers is refused, on numbers it is not", () => {
  const goal = { metric: "relative-mse", atMost: 0.1 };
  const of = (loss: string): Experiment =>
    parseExperiment({
      data: { source: "inline", inputs: [[1], [2]], targets: [0, 1] },
      model: [{ type: "dense", units: 2 }],
      loss,
      optimizer: "sgd",
      goal,
    });
  expect(() => checkMeasurable(of("softmax-cross-entropy"))).toThrow(/goal cannot be measured/);
  expect(() => checkMeasurable(of("mean-squared-error"))).not.toThrow();
});

test("letters that ASCII lacks have a likeness or a question mark", () => {
  expect(inAscii("✖ 2 ≥ λmax · s² ± 10⁻³ “é” 漢")).toBe('x 2 >= lambda max | s^2 +- 10^-3 "e" ?');
});

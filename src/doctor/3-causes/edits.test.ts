import { describe, expect, test } from "vitest";
import { applyChanges } from "../../experiment/changes.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import { hiddenStages, inputScalingEdits, outputActivationEdits, outputStage, shown, treatment } from "./_edits.ts";
import { clouds } from "./_examples.ts";

const experiment = parseExperiment({
  data: clouds(2, { examples: 4 }),
  model: [
    { type: "dense", units: 8 },
    { type: "dropout", rate: 0.2 },
    { type: "activation", activation: "relu" },
    { type: "dense", units: 2 },
    { type: "activation", activation: "softmax" },
    { type: "dropout", rate: 0.5 },
  ],
  loss: "sparse-categorical-cross-entropy",
  optimizer: "adam",
});

describe("the stages of a model", () => {
  test("are its dense layers, each with the activation that follows it", () => {
    expect(hiddenStages(experiment).map(({ index, activation }) => [index, activation.name])).toEqual([[0, "relu"]]);
    expect(outputStage(experiment)).toMatchObject({
      index: 3,
      activation: { name: "softmax", path: "model[4].activation" },
    });
  });

  test("are none in a model without weights", () => {
    const bare = parseExperiment({ ...experiment, model: [{ type: "dropout", rate: 0.1 }] });
    expect(outputStage(bare)).toBeNull();
    expect(outputActivationEdits(bare, "linear")).toEqual([]);
  });
});

describe("a treatment", () => {
  test("is titled by what it changes, and changes that", () => {
    const made = treatment(experiment, "output activation", outputActivationEdits(experiment, "sigmoid"))!;
    expect(made.title).toBe("output activation softmax → sigmoid");
    expect(applyChanges(experiment, made.edits).model[4]).toMatchObject({ activation: "sigmoid" });
  });

  test("is none where it would change nothing, or make no valid experiment", () => {
    expect(treatment(experiment, "input scaling", inputScalingEdits("none"))).toBeNull();
    expect(treatment(experiment, "epochs", [{ path: "epochs", to: 0 }])).toBeNull();
    expect(treatment(experiment, "width", [{ path: "model[9].units", to: 4 }])).toBeNull();
  });
});

test.each([
  [0.01, "0.01"],
  [0.000033, "3.3e-5"],
  [12345.6, "12,350"],
  [3118823830, "3.119e9"],
  [1e7, "1e7"],
  [-2.5, "-2.5"],
  [0, "0"],
  [Number.NaN, "NaN"],
])("%d is shown as %s", (x, text) => {
  expect(shown(x)).toBe(text);
});

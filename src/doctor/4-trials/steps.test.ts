/** @file Changes that concern the same part of an experiment, together in one set. */
import { describe, expect, test } from "vitest";
import { unscaled } from "../../../test/diagnoses.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import type { Cause, Knob, Treatment } from "../3-causes/_cause.ts";
import { treatment } from "../3-causes/_edits.ts";
import { checkers } from "../3-causes/_examples.ts";
import { softmaxSingleUnitCause } from "../3-causes/softmax-single-unit.ts";
import { tooLittleCapacityCause } from "../3-causes/too-little-capacity.ts";
import { unsuitedOptimizerCause } from "../3-causes/unsuited-optimizer.ts";
import type { WithGoal } from "../subject.ts";
import { grow } from "./sets.ts";
import { applied, type Candidate, joins } from "./steps.ts";

const { evidence } = unscaled;

/** A straight line under a softmax of one unit, for targets that no straight line separates. */
const experiment = parseExperiment({
  data: checkers(),
  task: "binary",
  model: [
    { type: "dropout", rate: 0.1 },
    { type: "dense", units: 1, activation: "softmax" },
  ],
  loss: "binary-cross-entropy",
  optimizer: { name: "sgd", learningRate: 0.3, clipNorm: 5 },
  goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
}) as WithGoal;

const candidate = (cause: Cause, chosen: Treatment): Candidate => ({
  cause,
  suspicion: { weight: 0.5, facts: [] },
  treatment: chosen,
});
const first = (cause: Cause): Candidate => candidate(cause, cause.treatments(experiment, evidence)[0]!);
const edit = (knob: Knob, path: string, to: unknown): Candidate =>
  candidate(unsuitedOptimizerCause, treatment(experiment, knob, [{ path, to }])!);

describe("a new layer", () => {
  const layer = first(tooLittleCapacityCause);
  const sigmoid = first(softmaxSingleUnitCause);

  test("is put before the output as the other changes leave it, in whatever order they come", () => {
    const bias = edit("initial weights", "model[1].biasInit", { name: "constant", value: 1 });
    const expected = [
      { type: "dropout", rate: 0 },
      { type: "dense", units: 16, activation: "relu" },
      { type: "dense", units: 1, activation: "sigmoid", biasInit: { name: "constant", value: 1 } },
    ];
    const set = [layer, sigmoid, bias, edit("dropout", "model[0].rate", 0)];
    for (const order of [set, [...set].reverse()]) {
      expect(applied(experiment, order)?.model).toMatchObject(expected);
    }
  });

  test("alone is what its edit says", () => {
    const model = applied(experiment, [layer])?.model;
    expect(model).toHaveLength(3);
    expect(model).toMatchObject(layer.treatment.edits[0]!.to as object);
  });
});

describe("another optimizer", () => {
  const adam = first(unsuitedOptimizerCause);
  const rate = edit("learning rate", "optimizer.learningRate", 3);
  const limit = edit("gradient limit", "optimizer.clipNorm", 1);

  test("brings its own learning rate: one that was found for the old one is no part of its set", () => {
    expect(joins([adam], rate)).toBe(false);
    expect(joins([rate], adam)).toBe(false);
    expect(joins([limit], adam)).toBe(true);
    expect(grow([limit, rate], [adam])).toEqual([[limit, adam]]);
  });

  test("has the limits that are set with it, in whatever order", () => {
    for (const order of [
      [adam, limit],
      [limit, adam],
    ]) {
      expect(applied(experiment, order)?.optimizer).toMatchObject({ name: "adam", learningRate: 0.001, clipNorm: 1 });
    }
  });

  test("is not tried with constants that it does not have", () => {
    const momentum = edit("optimizer constants", "optimizer.momentum", 0.9);
    expect(applied(experiment, [momentum])?.optimizer).toMatchObject({ name: "sgd", momentum: 0.9 });
    expect(applied(experiment, [momentum, adam])).toBeNull();
  });
});

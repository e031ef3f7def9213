/** @file Flags over an experiment: the fields they set, what they leave alone, and where each value came from. */
import { Option } from "commander";
import { expect, test } from "vitest";
import { diffExperiments } from "../experiment/changes.ts";
import { recipes } from "../experiment/recipes.ts";
import { UsageError } from "../util/errors.ts";
import { type Configured, configure, provenance } from "./configure.ts";
import { settings } from "./settings.ts";
import type { Draft, Source } from "./source.ts";

const declared = settings.map((setting) => ({ setting, option: new Option(setting.flags) }));
const mnist: Source = {
  name: "mnist",
  draft: recipes.mnist as Draft,
  formulas: null,
  baseFolder: "/",
  program: null,
};
const plain = configure(mnist, declared, {}).experiment;
const withFlags = (flags: Record<string, string>): Configured => configure(mnist, declared, flags);
const changes = (flags: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(diffExperiments(plain, withFlags(flags).experiment).map(({ path, to }) => [path, to]));

test.each<[Record<string, string>, Record<string, unknown>]>([
  [{ epochs: "7" }, { epochs: 7 }],
  [{ batchSize: "full" }, { batchSize: "full" }],
  [{ learningRate: "1e-3" }, { "optimizer.learningRate": 0.001 }],
  [{ weightDecay: "0" }, { "optimizer.weightDecay": 0 }],
  [{ seed: "42" }, { seed: 42 }],
  [{ precision: "float64" }, { precision: "float64" }],
  [{ rewrites: "off" }, { rewrites: "off" }],
  [{ data: "/some/folder" }, { "data.path": "/some/folder" }],
  [{ limitTrain: "500" }, { "data.limit": 500 }],
  [{ patience: "3" }, { earlyStopping: { patience: 3, metric: "loss", on: "train", minDelta: 0 } }],
  [{ schedule: "cosine" }, { "optimizer.schedule": { name: "cosine", final: 0, warmup: 0 } }],
  [
    { schedule: '{"name":"step","every":2}' },
    { "optimizer.schedule": { name: "step", every: 2, factor: 0.1, warmup: 0 } },
  ],
])("%j changes exactly its fields", (flags, expected) => {
  expect(changes(flags)).toEqual(expected);
});

test("--hidden replaces the layers before the last one and keeps their kind", () => {
  const units = (hidden: string): unknown[] =>
    withFlags({ hidden }).experiment.model.map((layer) => ("units" in layer ? [layer.units, layer.activation] : layer));
  expect(units("128,64")).toEqual([
    [128, "relu"],
    [64, "relu"],
    [10, "linear"],
  ]);
  expect(units("none")).toEqual([[10, "linear"]]);
});

test("--hidden keeps dropout and activations where they stand, and what follows the last dense layer", () => {
  const dropout = (rate: number): object => ({ type: "dropout", rate });
  const model = [
    dropout(0.1),
    { type: "dense", units: 64, activation: "tanh" },
    dropout(0.3),
    { type: "dense", units: 32, activation: "elu", bias: false },
    dropout(0.5),
    { type: "dense", units: 10 },
    { type: "activation", activation: "softmax" },
  ];
  const source = { ...mnist, draft: { ...mnist.draft, model } };
  const changed = (hidden: string): unknown[] => configure(source, declared, { hidden }).experiment.model.map(brief);
  const brief = (layer: object): unknown =>
    "rate" in layer ? layer.rate : "units" in layer ? [layer.units, "bias" in layer && layer.bias] : "softmax";
  expect(changed("9,8,7")).toEqual([0.1, [9, true], 0.3, [8, false], 0.5, [7, false], 0.5, [10, true], "softmax"]);
  expect(changed("9")).toEqual([0.1, [9, true], 0.3, [10, true], "softmax"]);
  expect(changed("none")).toEqual([0.1, [10, true], "softmax"]);
});

test("another optimizer brings its own defaults, and keeps the schedule", () => {
  const { optimizer } = withFlags({ optimizer: "sgd", momentum: "0.9" }).experiment;
  expect(optimizer).toMatchObject({ name: "sgd", learningRate: 0.01, momentum: 0.9, schedule: { name: "one-cycle" } });
  expect(withFlags({ optimizer: "adamw" }).experiment).toEqual(plain);
});

test("--overfit takes few examples, a rate that does not fall, and the goal of knowing them all", () => {
  const { data, optimizer, goal } = withFlags({ overfit: "20" }).experiment;
  expect(data.limit).toBe(20);
  expect(optimizer.schedule.name).toBe("constant");
  expect(goal).toMatchObject({ metric: "accuracy", atLeast: 1, on: "train" });
});

test("the source's own value is left as it was", () => {
  const before = structuredClone(recipes.mnist);
  withFlags({ hidden: "8", optimizer: "sgd", limitTrain: "5", learningRate: "1" });
  expect(recipes.mnist).toEqual(before);
});

test.each<[Record<string, string>, string]>([
  [{ epochs: "0" }, '--epochs must be a whole number of 1 or more, not "0"'],
  [{ epochs: "1.5" }, '--epochs must be a whole number of 1 or more, not "1.5"'],
  [{ learningRate: "" }, '--lr must be a number above 0, not ""'],
  [{ learningRate: "Infinity" }, '--lr must be a number above 0, not "Infinity"'],
  [{ hidden: "64,x" }, '--hidden must be numbers of units with commas between, such as 128,64, or none, not "64,x"'],
  [{ optimizer: "Adam" }, '--optimizer must be one of sgd, adam, adamw, rmsprop; did you mean "adam"?, not "Adam"'],
])("%j is refused", (flags, message) => {
  expect(() => withFlags(flags)).toThrow(new UsageError(message));
});

test("every value has a source", () => {
  const configured = withFlags({ learningRate: "0.1", hidden: "32" });
  const from = new Map(provenance(configured, mnist.draft).map((value) => [value.path, value.from]));
  expect(from.get("optimizer.learningRate")).toBe("--lr 0.1");
  expect(from.get("model[0].units")).toBe("--hidden 32");
  expect(from.get("optimizer.beta2")).toBe("mnist");
  expect(from.get("optimizer.schedule.rise")).toBe("mnist");
  expect(from.get("optimizer.schedule.start")).toBe("default");
  expect(from.get("loss.name")).toBe("mnist");
  expect(from.get("seed")).toBe("default");
});

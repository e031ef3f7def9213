import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../util/errors.ts";
import { applyChanges, diffExperiments } from "./changes.ts";
import { dataSources } from "./data.ts";
import { canonicalJson, experimentHash } from "./hash.ts";
import { activationNames, initNames } from "./model.ts";
import { lossNames, optimizerNames, scheduleNames } from "./optimizer.ts";
import { parseExperiment, parseExperimentText } from "./parse.ts";
import { formatPath, parsePath } from "./path.ts";
import { metricNames, taskNames } from "./schema.ts";
import type { Experiment } from "./types.ts";

const fixtures = new URL("../../test/fixtures/experiments/", import.meta.url);
const csv = { source: "csv", path: "data.csv", inputs: ["a", "b"], targets: ["y"] };
const base = { data: csv, model: [{ type: "dense", units: 1 }], loss: "mean-squared-error", optimizer: "sgd" };

function mistakes(json: unknown): string[] {
  try {
    parseExperiment(json, "x.json");
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).exitCode).toBe(2);
    expect((error as UsageError).detail.where).toBe("x.json");
    return (error as UsageError).detail.found!.split("\n");
  }
  throw new Error("the experiment was accepted");
}

describe("defaults", () => {
  test("are filled in, Keras's where it has one", () => {
    const adam = parseExperiment({ ...base, optimizer: "adam" });
    expect(adam.optimizer).toEqual({
      name: "adam",
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      weightDecay: 0,
      clipNorm: null,
      clipValue: null,
      schedule: { name: "constant", warmup: 0 },
    });
    expect(parseExperiment({ ...base, optimizer: "rmsprop" }).optimizer).toMatchObject({ rho: 0.9, epsilon: 1e-7 });
    expect(adam).toMatchObject({
      batchSize: 32,
      epochs: 10,
      seed: 0,
      precision: "float32",
      rewrites: "on",
      goal: null,
    });
    expect(adam).toMatchObject({ task: "regression", metrics: ["loss", "relative-mse"], keepBest: false });
  });

  test("of image sources follow the loss: labels for the sparse losses, one-hot rows for the others", () => {
    const mnist = { ...base, data: "mnist" };
    const sparse = parseExperiment({ ...mnist, loss: "softmax-cross-entropy" });
    expect(sparse.data).toMatchObject({ targetEncoding: "raw", classes: 10, inputScaling: "unit", path: null });
    expect(parseExperiment({ ...mnist, loss: "categorical-cross-entropy" }).data.targetEncoding).toBe("one-hot");
  });

  test("of initial weights follow the activation", () => {
    const model = ["relu", "selu", "tanh"].map((activation) => ({ type: "dense", units: 2, activation }));
    const names = parseExperiment({ ...base, model }).model.map((layer) => layer.type === "dense" && layer.init.name);
    expect(names).toEqual(["he-normal", "lecun-normal", "glorot-uniform"]);
  });

  test("of goal and early stopping name the part of the data that exists", () => {
    const wishes = { goal: { metric: "loss", atMost: 1 }, earlyStopping: { patience: 2 } };
    const plain = parseExperiment({ ...base, ...wishes });
    expect([plain.goal?.on, plain.earlyStopping?.on]).toEqual(["train", "train"]);
    const data = { ...csv, testFraction: 0.2, validation: { fraction: 0.1 } };
    const split = parseExperiment({ ...base, ...wishes, data });
    expect([split.goal?.on, split.earlyStopping?.on, split.keepBest]).toEqual(["test", "validation", true]);
  });

  test("of metrics have those that a goal and early stopping watch, also beside those that are named", () => {
    const metricsOf = (fields: object): readonly string[] => parseExperiment({ ...base, ...fields }).metrics;
    const earlyStopping = { patience: 2, metric: "accuracy" };
    expect(metricsOf({ earlyStopping })).toEqual(["loss", "relative-mse", "accuracy"]);
    expect(metricsOf({ metrics: ["loss"], goal: { metric: "relative-mse", atMost: 1 }, earlyStopping })).toEqual([
      "loss",
      "accuracy",
      "relative-mse",
    ]);
    expect(metricsOf({ metrics: ["accuracy"], earlyStopping })).toEqual(["accuracy"]);
    expect(metricsOf({ metrics: ["accuracy"], earlyStopping: { patience: 2 } })).toEqual(["accuracy", "loss"]);
  });

  test("of label classes follow the loss, the task and the model whenever one of them changes", () => {
    const classes = (fields: object): unknown => {
      const { data } = parseExperiment({ ...base, model: [{ type: "dense", units: 3 }], ...fields });
      return (data as { labelClasses?: number }).labelClasses;
    };
    const loss = "softmax-cross-entropy";
    expect(classes({ loss })).toBe(3);
    expect(classes({ loss: "sparse-categorical-cross-entropy", data: { ...csv, classes: 4 } })).toBe(4);
    expect(classes({ loss, task: "binary" })).toBe(3);
    expect(classes({ loss, task: "regression" })).toBeUndefined();
    expect(classes({ loss, data: { ...csv, targets: ["y", "z"] } })).toBeUndefined();
    expect(classes({ loss: "categorical-cross-entropy", data: { ...csv, classes: 4 } })).toBeUndefined();
    const labelled = parseExperiment({ ...base, loss });
    const wider = applyChanges(labelled, [{ path: "model[0].units", to: 5 }]);
    expect(wider.data).toMatchObject({ labelClasses: 5 });
    expect(parseExperiment(wider)).toEqual(wider);
    const other = applyChanges(labelled, [{ path: "loss.name", to: "mean-squared-error" }]);
    expect(Object.keys(other.data)).not.toContain("labelClasses");
  });

  test("do not change when a complete experiment is parsed again", () => {
    for (const name of readdirSync(fixtures)) {
      const experiment = parseExperimentText(readFileSync(new URL(`${name}/experiment.json`, fixtures), "utf8"));
      expect(parseExperiment(experiment)).toEqual(experiment);
      expect(experimentHash(parseExperiment(experiment))).toBe(experimentHash(experiment));
    }
  });
});

describe("every name of the format is accepted", () => {
  const needed: Record<string, object> = { constant: { value: 1 }, step: { every: 2 }, exponential: { factor: 0.9 } };
  const dense = (fields: object): object => ({ ...base, model: [{ type: "dense", units: 1, ...fields }] });
  test.each(activationNames)("activation %s", (activation) =>
    expect(() => parseExperiment(dense({ activation }))).not.toThrow(),
  );
  test.each(initNames)("init %s", (name) =>
    expect(() => parseExperiment(dense({ init: { name, ...needed[name] } }))).not.toThrow(),
  );
  test.each(lossNames)("loss %s", (loss) => expect(() => parseExperiment({ ...base, loss })).not.toThrow());
  test.each(optimizerNames)("optimizer %s", (optimizer) =>
    expect(() => parseExperiment({ ...base, optimizer })).not.toThrow(),
  );
  test.each(scheduleNames)("schedule %s", (name) => {
    const schedule = { name, ...(name === "constant" ? {} : needed[name]), warmup: 0.1 };
    expect(parseExperiment({ ...base, optimizer: { name: "sgd", schedule } }).optimizer.schedule).toMatchObject(
      schedule,
    );
  });
});

describe("a mistake is named with its path, what was found and what exists", () => {
  const optimizer = (fields: object): object => ({ ...base, optimizer: { name: "sgd", ...fields } });
  const layers = (...model: unknown[]): object => ({ ...base, model });
  const cases: [string, unknown, RegExp][] = [
    ["not an object", 3, /^the experiment must be an object, not 3$/],
    [
      "an unknown activation",
      layers({ type: "dense", units: 1, activation: "rellu" }),
      /^model\[0\]\.activation: "rellu" is not an activation; did you mean "relu"\?/,
    ],
    ["an unknown layer", layers({ type: "dens" }), /^model\[0\]\.type: "dens" is not a layer; did you mean "dense"\?/],
    ["a layer that is a number", layers(4), /^model\[0\]: must be a layer .*, not 4$/],
    ["no layers", layers(), /^model: must not be empty$/],
    ["an unknown key", { ...base, bachSize: 3 }, /^the experiment has no key "bachSize"; did you mean "batchSize"\?/],
    [
      "an unknown key inside",
      optimizer({ learningrate: 1 }),
      /^optimizer: has no key "learningrate"; did you mean "learningRate"\?/,
    ],
    [
      "units of 0",
      layers({ type: "dense", units: 0 }),
      /^model\[0\]\.units: must be a whole number of 1 or more, not 0$/,
    ],
    ["dropout of everything", layers({ type: "dropout", rate: 1 }), /^model\[0\]\.rate: .*, not 1$/],
    [
      "an init without its number",
      layers({ type: "dense", units: 1, init: "constant" }),
      /^model\[0\]\.init\.value: is missing/,
    ],
    [
      "a negative deviation",
      layers({ type: "dense", units: 1, init: { name: "normal", std: -1 } }),
      /^model\[0\]\.init\.std: /,
    ],
    [
      "a learning rate of 0",
      optimizer({ learningRate: 0 }),
      /^optimizer\.learningRate: must be a number above 0, not 0$/,
    ],
    ["a learning rate that is a text", optimizer({ learningRate: "0.1" }), /not "0\.1"$/],
    ["a learning rate that is NaN", optimizer({ learningRate: Number.NaN }), /not NaN$/],
    [
      "a warm-up of 1.5 steps",
      optimizer({ schedule: { name: "cosine", warmup: 1.5 } }),
      /^optimizer\.schedule\.warmup: /,
    ],
    ["an unknown loss", { ...base, loss: "poison" }, /^loss\.name: "poison" is not a loss; did you mean "poisson"\?/],
    ["a batch size of 0", { ...base, batchSize: 0 }, /^batchSize: .*"full", not 0$/],
    ["a seed of 0.5", { ...base, seed: 0.5 }, /^seed: /],
    [
      "a goal with two bounds",
      { ...base, goal: { metric: "loss", atLeast: 1, atMost: 2 } },
      /^goal: must have exactly one/,
    ],
    [
      "a goal on a part that does not exist",
      { ...base, goal: { metric: "loss", atMost: 1, on: "test" } },
      /^goal\.on: is "test", but/,
    ],
    [
      "early stopping without a validation part",
      { ...base, earlyStopping: { patience: 1, on: "validation" } },
      /^earlyStopping\.on: /,
    ],
    [
      "an unknown source",
      { ...base, data: { source: "mnits" } },
      /^data\.source: "mnits" is not a data source; did you mean "mnist"\?/,
    ],
    ["a source of a later version", { ...base, data: { source: "npz" } }, /^data\.source: "npz" is not supported yet/],
    ["a column twice", { ...base, data: { ...csv, inputs: ["a", "a"] } }, /^data\.inputs: names the column "a" twice$/],
    [
      "an unknown scaling",
      { ...base, data: { ...csv, inputScaling: "standardise" } },
      /^data\.inputScaling: .* did you mean "standardize"\?/,
    ],
    ["division by 0", { ...base, data: { ...csv, inputScaling: { divideBy: 0 } } }, /^data\.inputScaling\.divideBy: /],
    [
      "a deviation of 0",
      { ...base, data: { ...csv, inputScaling: { mean: 0, std: [1, 0] } } },
      /^data\.inputScaling\.std\[1\]: must be a number above 0, not 0$/,
    ],
    [
      "two test parts",
      { ...base, data: { ...csv, test: "t.csv", testFraction: 0.1 } },
      /^data: has both test and testFraction/,
    ],
    [
      "test images without labels",
      { ...base, data: { source: "idx", images: "a", labels: "b", testImages: "c" } },
      /^data: has only one of/,
    ],
    [
      "ragged inline rows",
      { ...base, data: { source: "inline", inputs: [[1], [1, 2]], targets: [1, 2] } },
      /^data\.inputs\[1\]: has 2 numbers/,
    ],
    [
      "inline counts that differ",
      { ...base, data: { source: "inline", inputs: [[1]], targets: [1, 2] } },
      /^data: has 1 inputs and 2 targets$/,
    ],
  ];
  test.each(cases)("%s", (_name, json, message) => {
    expect(mistakes(json)).toHaveLength(1);
    expect(mistakes(json)[0]).toMatch(message);
  });

  test("and several mistakes are listed together", () => {
    const found = mistakes({ ...base, model: [{ type: "dense", units: -1 }], loss: "x", epochs: 0, sed: 1 });
    expect(found.map((line) => line.split(/[: ]/)[0])).toEqual(["model[0].units", "loss.name", "epochs", "the"]);
  });

  test("and text that is not JSON is a usage error", () => {
    expect(() => parseExperimentText("{", "x.json")).toThrow(UsageError);
  });
});

describe("an experiment is a value", () => {
  test("that nothing can change", () => {
    const source = structuredClone(base);
    const experiment = parseExperiment(source);
    source.data.inputs[0] = "changed";
    expect(experiment.data).toMatchObject({ inputs: ["a", "b"] });
    expect(Object.isFrozen(experiment.model[0]) && Object.isFrozen(experiment.optimizer.schedule)).toBe(true);
  });

  test("whose hash does not depend on the order of keys and changes with every field", () => {
    const experiment = parseExperiment(base);
    const reversed = Object.fromEntries(Object.entries(experiment).reverse()) as unknown as Experiment;
    expect(canonicalJson(reversed)).toBe(canonicalJson(experiment));
    const edits = [
      ["seed", 1],
      ["data.limit", 5],
      ["model[0].units", 2],
      ["optimizer.schedule.warmup", 3],
      ["rewrites", "off"],
      ["gradients", "derived"],
      ["data.firstLabel", 1],
      ["loss.classWeights", "balanced"],
    ] as const;
    const hashes = edits.map(([path, to]) => experimentHash(applyChanges(experiment, [{ path, to }])));
    expect(new Set([experimentHash(experiment), ...hashes]).size).toBe(edits.length + 1);
  });

  test("with this hash for this experiment, on every platform and in every version of the format", () => {
    expect(experimentHash(parseExperiment(base))).toMatchInlineSnapshot(
      `"b0c6201a6e5a42d042c2a05e54a4fa492512b0c49bddd1de07d23bc8817344bb"`,
    );
  });

  test("whose difference to another, applied, gives the other", () => {
    const experiments = fc.record({
      model: fc.array(
        fc.oneof(
          fc.record({
            type: fc.constant("dense"),
            units: fc.integer({ min: 1, max: 9 }),
            init: fc.constantFrom(...initNames.filter((n) => n !== "constant")),
          }),
          fc.record({ type: fc.constant("dropout"), rate: fc.double({ min: 0, max: 0.9, noNaN: true }) }),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      loss: fc.constantFrom(...lossNames),
      optimizer: fc.constantFrom(...optimizerNames),
      seed: fc.nat(3),
    });
    fc.assert(
      fc.property(experiments, experiments, (p, q) => {
        const [a, b] = [parseExperiment({ ...base, ...p }), parseExperiment({ ...base, ...q })];
        const changes = diffExperiments(a, b);
        expect(applyChanges(a, changes)).toEqual(b);
        expect(changes.length === 0).toBe(experimentHash(a) === experimentHash(b));
      }),
      { numRuns: 200 },
    );
  });

  test("whose difference names single fields", () => {
    const a = parseExperiment(base);
    const b = applyChanges(a, [
      { path: "optimizer.learningRate", to: 0.5 },
      { path: "model[0].activation", to: "tanh" },
    ]);
    expect(diffExperiments(a, b)).toEqual([
      { path: "model[0].activation", from: "linear", to: "tanh" },
      { path: "optimizer.learningRate", from: 0.01, to: 0.5 },
    ]);
  });

  test("that refuses changes of fields that do not exist, and changes that make it invalid", () => {
    const experiment = parseExperiment(base);
    for (const path of ["model[3].units", "optimiser.momentum", "model.units", "", "a..b", "model[x]", "__proto__.x"]) {
      expect(() => applyChanges(experiment, [{ path, to: 1 }]), path).toThrow(UsageError);
    }
    expect(() => applyChanges(experiment, [{ path: "__proto__", to: { seed: 1 } }])).toThrow(UsageError);
    expect(() => applyChanges(experiment, [{ path: "epochs", to: 0 }])).toThrow(/mistake/);
  });

  test("whose paths are read as they are written", () => {
    expect(parsePath("model[2].init.name")).toEqual(["model", 2, "init", "name"]);
    expect(formatPath(["model", 2, "init", "name"])).toBe("model[2].init.name");
  });
});

describe("the page about the format", () => {
  const page = readFileSync(new URL("../../docs/experiment.md", import.meta.url), "utf8");

  test("names everything that the format has", () => {
    const names = [
      activationNames,
      initNames,
      lossNames,
      optimizerNames,
      scheduleNames,
      dataSources,
      metricNames,
      taskNames,
    ];
    expect(names.flat().filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    const { data, ...fields } = parseExperiment({ ...base, optimizer: "adam" });
    const keys = [data, fields, fields.optimizer, fields.model[0]!].flatMap(Object.keys);
    expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(page))).toEqual([]);
  });

  test("gives the optimizers' and schedules' defaults as they are", () => {
    const rows = page.slice(page.indexOf("## optimizer")).split("\n");
    const numbersOf = (name: string): [string, number][] => {
      const row = rows.find((line) => line.startsWith(`| \`${name}\` |`))!;
      return [...row.matchAll(/`(\w+)` \(?(\d[\d.e-]*)/g)].map(([, key, value]) => [key!, Number(value)]);
    };
    const optimizerOf = (optimizer: unknown): object => parseExperiment({ ...base, optimizer }).optimizer;
    for (const name of optimizerNames) {
      expect(numbersOf(name)).not.toEqual([]);
      expect(optimizerOf(name), name).toMatchObject(Object.fromEntries(numbersOf(name)));
    }
    const required: Record<string, object> = { step: { every: 2 }, exponential: { factor: 0.5 } };
    for (const name of scheduleNames) {
      const { schedule } = parseExperiment({
        ...base,
        optimizer: { name: "sgd", schedule: { name, ...required[name] } },
      }).optimizer;
      const { name: _, warmup, ...defaults } = schedule;
      expect(warmup).toBe(0);
      const written = { ...required[name], ...Object.fromEntries(numbersOf(name)) };
      expect(written, name).toEqual(defaults);
    }
  });

  test("has an example that is valid", () => {
    expect(() => parseExperimentText(/```json\n([^`]*)```/.exec(page)![1]!)).not.toThrow();
  });
});

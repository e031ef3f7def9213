import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import { RandomStream, streams } from "../../util/philox.ts";
import { gatherEvidence } from "../1-evidence/gather.ts";
import { checkers, clouds, coins, type InlineData, plane, wave } from "../3-causes/_examples.ts";
import { baselineRun } from "../baseline.ts";
import type { Fact } from "../fact.ts";
import { nodeSubject } from "../node/subject.ts";
import { symptoms } from "./index.ts";

let engine: Engine;
const folder = mkdtempSync(join(tmpdir(), "symptoms-"));
beforeAll(async () => {
  engine = await ortNodeEngine({ threads: 1, spinning: false, inProcess: true });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

interface Seen {
  readonly errors: Readonly<Record<string, readonly Fact[]>>;
  readonly all: Readonly<Record<string, readonly Fact[]>>;
}

/** Trains the experiment, gathers the evidence and asks every symptom. */
async function symptomsOf(draft: object): Promise<Seen> {
  const experiment = parseExperiment({ batchSize: 16, epochs: 20, ...draft });
  const subject = nodeSubject({ experiment, baseFolder: folder, program: null, formulas: null });
  const baseline = await baselineRun(subject, { engine, events: null, budgetSeconds: 100 });
  const evidence = await gatherEvidence({
    subject,
    ...baseline,
    engine,
    onFailure: (part, error) => {
      throw new Error(`${part} was not measured`, { cause: error });
    },
  });
  const seen = symptoms.flatMap(({ id, severity, seen }) => {
    const facts = seen(evidence, experiment);
    return facts ? [{ id, severity, facts }] : [];
  });
  const entries = (list: typeof seen): Record<string, readonly Fact[]> =>
    Object.fromEntries(list.map(({ id, facts }) => [id, facts]));
  return { errors: entries(seen.filter(({ severity }) => severity === "error")), all: entries(seen) };
}

const dense = (units: number, activation = "linear", more: object = {}): object => ({
  type: "dense",
  units,
  activation,
  ...more,
});
const sgd = (learningRate: number, more: object = {}): object => ({ name: "sgd", learningRate, ...more });
const adam = (learningRate: number): object => ({ name: "adam", learningRate });

const classes = { data: clouds(3), task: "classification", loss: "softmax-cross-entropy" };
const yesNo = { data: clouds(2), task: "binary", loss: "binary-cross-entropy" };
const values = { data: plane(), task: "regression", loss: "mean-squared-error" };

describe("healthy runs show no symptom that is an error", () => {
  const tables: readonly (readonly [string, object, object])[] = [
    ["three clouds", classes, dense(3)],
    ["two clouds", yesNo, dense(1, "sigmoid")],
    [
      "one-hot clouds",
      {
        ...classes,
        data: { ...clouds(5, { features: 8 }), targetEncoding: "one-hot", classes: 5 },
        loss: "categorical-cross-entropy",
      },
      dense(5, "softmax"),
    ],
    ["a plane", values, dense(1)],
    [
      "a plane far from 0, scaled",
      { ...values, data: { ...plane({ targetScale: 100, targetOffset: 500 }), targetScaling: "standardize" } },
      dense(1),
    ],
    ["a wave", { ...values, data: wave() }, dense(1)],
  ];
  const networks: readonly (readonly [string, readonly object[]])[] = [
    ["relu", [dense(16, "relu"), dense(16, "relu")]],
    ["tanh", [dense(16, "tanh")]],
    ["gelu, dropout", [dense(32, "gelu"), { type: "dropout", rate: 0.1 }]],
    ["selu, four layers", Array.from({ length: 4 }, () => dense(12, "selu"))],
  ];
  const optimizers: readonly (readonly [string, object])[] = [
    ["sgd", sgd(0.03)],
    ["momentum", sgd(0.01, { momentum: 0.9 })],
    ["adam", adam(0.01)],
    ["rmsprop", { name: "rmsprop", learningRate: 0.005 }],
    ["adamw, one cycle", { name: "adamw", learningRate: 0.01, schedule: { name: "one-cycle" } }],
  ];
  for (const [t, [table, draft, output]] of tables.entries()) {
    test(`${table}: ${networks.length} networks, optimizers in turn`, async () => {
      for (const [n, [network, layers]] of networks.entries()) {
        const [optimizer, spec] = optimizers[(t + n) % optimizers.length]!;
        const seed = 10 * t + n;
        const { errors } = await symptomsOf({
          ...draft,
          model: [...layers, output],
          optimizer: spec,
          seed,
          epochs: 40,
        });
        expect(errors, `${network}, ${optimizer}, seed ${seed}`).toEqual({});
      }
    }, 60_000);
  }
});

describe("each symptom is seen on a run that was made to have it", () => {
  const oneUnit = {
    ...yesNo,
    loss: "mean-squared-error",
    model: [dense(8, "relu"), dense(1, "softmax")],
    optimizer: adam(0.01),
  };
  const deaf = {
    ...values,
    model: [dense(8, "relu", { biasInit: { name: "constant", value: -1000 } }), dense(1)],
    optimizer: sgd(0.05),
  };
  const steep = { ...values, batchSize: "full", model: [dense(1)] };
  const noise = (): InlineData => coins({ examples: 64, features: 16 });
  const goal = { metric: "accuracy", atLeast: 0.9 };

  const made: Readonly<Record<string, object>> = {
    "accuracy-at-base-rate": oneUnit,
    "cannot-start": { ...classes, model: [dense(2)], optimizer: adam(0.01) },
    "constant-cost": oneUnit,
    "dead-units": deaf,
    "early-plateau": {
      ...values,
      data: wave(),
      model: [dense(1)],
      optimizer: adam(0.03),
      epochs: 60,
      goal: { metric: "relative-mse", atMost: 0.01 },
    },
    "exploding-gradients": { ...steep, optimizer: sgd(2), epochs: 40 },
    "goal-missed": { ...classes, model: [dense(3)], optimizer: sgd(1e-6), goal },
    "high-first-cost": { ...classes, data: clouds(3, { scale: 200 }), model: [dense(3)], optimizer: adam(0.01) },
    "large-updates": { ...classes, model: [dense(16, "relu"), dense(16, "relu"), dense(3)], optimizer: sgd(50) },
    "negative-cost": {
      ...yesNo,
      data: { ...clouds(3), targetEncoding: "raw" },
      model: [dense(16, "relu"), dense(1, "sigmoid")],
      optimizer: adam(0.01),
    },
    "non-finite-cost": { ...steep, optimizer: sgd(5), epochs: 300 },
    "not-learning": oneUnit,
    "oscillating-cost": {
      ...yesNo,
      data: coins(),
      batchSize: "full",
      epochs: 200,
      model: [dense(8, "tanh"), dense(1, "sigmoid")],
      optimizer: sgd(30),
    },
    overfitting: {
      ...yesNo,
      data: {
        source: "csv",
        path: "coins.csv",
        inputs: noise().inputs[0]!.map((_, j) => `x${j}`),
        targets: ["y"],
        testFraction: 0.5,
      },
      model: [dense(64, "relu"), dense(1, "sigmoid")],
      optimizer: adam(0.02),
      epochs: 60,
    },
    "rising-cost": { ...steep, optimizer: sgd(1.2), epochs: 12 },
    "same-answer": deaf,
    "saturated-units": {
      ...classes,
      data: clouds(3, { scale: 500, offset: 2000 }),
      model: [dense(8, "tanh"), dense(3)],
      optimizer: sgd(0.001),
      epochs: 5,
    },
    "slow-learning": {
      ...classes,
      batchSize: "full",
      model: [dense(8, "tanh"), dense(3)],
      optimizer: sgd(0.02),
      goal: { metric: "accuracy", atLeast: 0.999 },
    },
    "small-batch-not-fitted": oneUnit,
    "small-updates": { ...classes, model: [dense(8, "relu"), dense(3)], optimizer: sgd(1e-7) },
    "stuck-at-guessing": deaf,
    "vanishing-gradients": {
      ...classes,
      model: [...Array.from({ length: 7 }, () => dense(12, "sigmoid")), dense(3)],
      optimizer: sgd(0.01),
    },
    "zero-gradients": deaf,
  };

  beforeAll(() => {
    const { inputs, targets } = noise();
    const rows = inputs.map((row, i) => [...row, targets[i]].join(","));
    writeFileSync(
      join(folder, "coins.csv"),
      [[...inputs[0]!.map((_, j) => `x${j}`), "y"].join(","), ...rows].join("\n"),
    );
  });

  test("there is such a run for every symptom", () => {
    expect(Object.keys(made)).toEqual(symptoms.map(({ id }) => id));
  });

  const known = new Map<object, Seen>();
  test.each(Object.entries(made))("%s", async (id, draft) => {
    const seen = known.get(draft) ?? (await symptomsOf(draft));
    known.set(draft, seen);
    expect(Object.keys(seen.all)).toContain(id);
    for (const { label, value } of seen.all[id]!) expect(`${label} ${value}`).not.toMatch(/undefined|null|NaN%/);
  });

  test("runs of noise alone are said to learn nothing from the inputs, not to be broken", async () => {
    const random = new RandomStream(3, streams.probe);
    const data = {
      source: "inline",
      inputs: Array.from({ length: 200 }, () => [random.normal()]),
      targets: Array.from({ length: 200 }, () => (random.uniform() < 0.5 ? 0 : 1)),
    };
    const { errors } = await symptomsOf({ ...yesNo, data, model: [dense(1, "sigmoid")], optimizer: adam(0.01) });
    expect(
      Object.keys(errors).filter(
        (id) =>
          ![
            "not-learning",
            "stuck-at-guessing",
            "accuracy-at-base-rate",
            "small-batch-not-fitted",
            "same-answer",
          ].includes(id),
      ),
    ).toEqual([]);
  });

  test("no symptom throws where nothing could be measured", async () => {
    const experiment = parseExperiment({ ...classes, data: checkers(), model: [dense(3)], optimizer: adam(0.01) });
    const subject = nodeSubject({ experiment, baseFolder: folder, program: null, formulas: null });
    const evidence = await gatherEvidence({ subject, events: [], engine });
    const nothing = {
      ...evidence,
      signal: null,
      start: null,
      layers: [],
      output: null,
      smallBatch: null,
      sharpness: null,
    };
    for (const { seen } of symptoms) expect(seen(nothing, experiment)).toBeNull();
  });
});

test("records are complete: an id as the file, a title and a description as sentences", () => {
  for (const { id, title, what } of symptoms) {
    expect(id).toMatch(/^[a-z-]+$/);
    expect(title).toMatch(/^[A-Z][^.!]{5,69}$/);
    expect(what).toMatch(/^[A-Z].*\.$/);
  }
});

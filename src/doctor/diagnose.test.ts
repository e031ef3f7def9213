import { afterAll, expect, test, vi } from "vitest";
import { ortNodeEngine } from "../engine/ort-node/index.ts";
import { parseExperiment } from "../experiment/parse.ts";
import { checkers, clouds, coins } from "./3-causes/_examples.ts";
import { localReplayer } from "./4-trials/replay.ts";
import type { Diagnosis } from "./5-report/diagnosis.ts";
import { diagnose } from "./diagnose.ts";
import { inlineSubject } from "./inlineSubject.ts";

/** Each makes some dozens of training runs. */
vi.setConfig({ testTimeout: 120_000 });

const engine = await ortNodeEngine({ inProcess: true, threads: 1 });
afterAll(() => engine.dispose());

async function diagnosisOf(json: object): Promise<Diagnosis> {
  const subject = inlineSubject(parseExperiment(json));
  const replayer = localReplayer(subject, engine);
  try {
    const options = { name: "test", engine, replayer, events: null, budgetSeconds: 60 };
    return (await diagnose(subject, options)).diagnosis;
  } finally {
    await replayer.dispose();
  }
}

const base = {
  data: { ...clouds(2), targetEncoding: "raw" },
  task: "binary",
  model: [
    { type: "dense", units: 8, activation: "relu" },
    { type: "dense", units: 1, activation: "sigmoid" },
  ],
  loss: "binary-cross-entropy",
  optimizer: { name: "adam", learningRate: 0.02 },
  epochs: 12,
  goal: { metric: "accuracy", atLeast: 0.9, on: "train" },
};

const withOutput = (activation: string): object[] => [base.model[0]!, { ...base.model[1], activation }];

test("a healthy run is called healthy, and nothing is recommended", async () => {
  const { verdict, recommended, baseline } = await diagnosisOf(base);
  expect({ verdict, recommended }).toEqual({ verdict: "healthy", recommended: null });
  expect(baseline.repaired).toBe(baseline.seeds);
});

test("a softmax on one unit is found, proved, and its change alone is recommended", async () => {
  const { verdict, causes, recommended, baseline } = await diagnosisOf({ ...base, model: withOutput("softmax") });
  expect(verdict).toBe("identified");
  expect(causes[0]).toMatchObject({ id: "softmax-single-unit", confidence: "proved", alone: true, recommended: true });
  expect(recommended!.changes).toEqual([{ path: "model[1].activation", from: "softmax", to: "sigmoid" }]);
  expect(recommended!.trials.repaired).toBe(recommended!.trials.seeds);
  expect(baseline.repaired).toBe(0);
});

test("two faults that hide one another are found as a set, each of which is needed", async () => {
  const { verdict, causes, recommended } = await diagnosisOf({
    ...base,
    model: withOutput("softmax"),
    loss: "categorical-cross-entropy",
  });
  expect(verdict).toBe("joint");
  const proved = causes.filter(({ confidence }) => confidence === "proved");
  expect(proved.map(({ id }) => id).sort()).toEqual(["softmax-single-unit", "wrong-loss"]);
  for (const { without } of proved) expect(without!.repaired).toBe(0);
  expect(recommended!.changes).toHaveLength(2);
});

test("a missing layer hides a wrong output, whose place the new layer moves", async () => {
  const { verdict, causes, recommended } = await diagnosisOf({
    ...base,
    data: { ...checkers(), targetEncoding: "raw" },
    model: [{ type: "dense", units: 1, activation: "softmax" }],
    optimizer: { name: "adam", learningRate: 0.05 },
    epochs: 40,
  });
  expect(verdict).toBe("joint");
  const proved = causes.filter(({ confidence }) => confidence === "proved");
  expect(proved.map(({ id }) => id).sort()).toEqual(["softmax-single-unit", "too-little-capacity"]);
  expect(recommended!.experiment.model.map((layer) => "activation" in layer && layer.activation)).toEqual([
    "relu",
    "sigmoid",
  ]);
});

test("targets that have nothing to do with the inputs are called no signal", async () => {
  const model = [{ type: "dense", units: 1, activation: "sigmoid" }];
  const { verdict, recommended } = await diagnosisOf({ ...base, model, data: { ...coins(), targetEncoding: "raw" } });
  expect({ verdict, recommended }).toEqual({ verdict: "no-signal", recommended: null });
});

test("targets that are all the same are called no signal, not a run to repair", async () => {
  const inputs = clouds(2).inputs as readonly unknown[];
  const { verdict, causes, recommended } = await diagnosisOf({
    data: { source: "inline", inputs, targets: inputs.map(() => 7) },
    model: [{ type: "dense", units: 1 }],
    loss: "mean-squared-error",
    optimizer: "adam",
    epochs: 3,
    goal: { metric: "relative-mse", atMost: 0.1 },
  });
  expect({ verdict, recommended }).toEqual({ verdict: "no-signal", recommended: null });
  expect(causes[0]!.facts[0]).toMatchObject({ value: "all 7" });
});

test("classes so rare that simple methods cannot tell them are not called no signal", async () => {
  const { inputs } = coins({ features: 1, examples: 240 });
  const data = { source: "inline", inputs, targets: inputs.map((_, i) => Number(i % 80 === 0)), targetEncoding: "raw" };
  const model = [{ type: "dense", units: 1, activation: "sigmoid" }];
  const goal = { metric: "accuracy", atLeast: 0.999, on: "train" };
  const { verdict, evidence } = await diagnosisOf({ ...base, model, data, goal });
  expect(evidence.signal?.learnable).toBe("no");
  expect(verdict).toBe("unexplained");
});

test("an experiment that cannot be started is diagnosed too", async () => {
  const data = clouds(3);
  const { verdict, causes, recommended, evidence } = await diagnosisOf({
    ...base,
    task: "classification",
    data: {
      ...data,
      targets: (data.targets as number[]).map((label) => label + 1),
      classes: 3,
      targetEncoding: "one-hot",
    },
    model: [base.model[0], { type: "dense", units: 3, activation: "softmax" }],
    loss: "categorical-cross-entropy",
  });
  expect(evidence.refusal?.message).toMatch(/label/i);
  expect(verdict).toBe("identified");
  expect(causes[0]!.id).toBe("label-encoding");
  expect(recommended!.changes).toContainEqual({ path: "data.firstLabel", from: 0, to: 1 });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../engine/engine.ts";
import { ortNodeEngine } from "../../engine/ort-node/index.ts";
import { parseExperiment } from "../../experiment/parse.ts";
import type { EpochEvent, HealthEvent, LayerHealth, StartEvent, StepEvent } from "../../record/events.ts";
import { symptoms } from "../2-symptoms/index.ts";
import { clouds, coins, plane, wave } from "../3-causes/_examples.ts";
import { baselineRun } from "../baseline.ts";
import { nodeSubject } from "../node/subject.ts";
import { type LiveFinding, Monitor } from "./monitor.ts";
import { rules } from "./rules.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await ortNodeEngine({ threads: 1, spinning: false, inProcess: true });
});
afterAll(() => engine.dispose());

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

/** What the monitor says of a run as it goes on. */
async function watched(draft: object): Promise<LiveFinding[]> {
  const experiment = parseExperiment({ batchSize: 16, epochs: 20, ...draft });
  const subject = nodeSubject({ experiment, baseFolder: ".", program: null, formulas: null });
  const { events } = await baselineRun(subject, { engine, events: null, budgetSeconds: 100 });
  const monitor = new Monitor();
  return events.flatMap((event) => monitor.observe(event));
}

const ids = (findings: readonly LiveFinding[]): string[] => findings.map(({ id }) => id);

describe("healthy runs are left alone", () => {
  const networks: readonly (readonly [string, readonly object[]])[] = [
    ["relu", [dense(16, "relu"), dense(16, "relu")]],
    ["tanh", [dense(16, "tanh")]],
    ["gelu, dropout", [dense(32, "gelu"), { type: "dropout", rate: 0.1 }]],
    ["selu, four layers", Array.from({ length: 4 }, () => dense(12, "selu"))],
  ];
  const optimizers: readonly object[] = [
    sgd(0.03),
    sgd(0.01, { momentum: 0.9 }),
    adam(0.01),
    { name: "rmsprop", learningRate: 0.005 },
    { name: "adamw", learningRate: 0.01, schedule: { name: "one-cycle", warmup: 5 } },
  ];
  test.each([
    ["three clouds", classes, dense(3)],
    ["two clouds", yesNo, dense(1, "sigmoid")],
    ["a plane", values, dense(1)],
    ["a wave", { ...values, data: wave() }, dense(1)],
  ] as const)(
    "%s",
    async (_title, draft, output) => {
      for (const [n, [network, layers]] of networks.entries()) {
        for (const [o, optimizer] of optimizers.entries()) {
          const seed = 5 * n + o;
          const batchSize = o % 2 === 0 ? 16 : "full";
          const epochs = batchSize === 16 ? 20 : 120;
          const found = await watched({ ...draft, model: [...layers, output], optimizer, seed, batchSize, epochs });
          expect(found, `${network}, optimizer ${o}, seed ${seed}`).toEqual([]);
        }
      }
    },
    60_000,
  );
});

test("a rare class that counts as much as the common one, and opens the run, is no high first cost", async () => {
  const { inputs } = clouds(2, { examples: 240 });
  const common = inputs.filter((_, i) => i % 2 === 0);
  const data = {
    source: "inline",
    inputs: [inputs[1], ...common, inputs[3]],
    targets: [1, ...common.map(() => 0), 1],
    shuffle: false,
  };
  const loss = { name: "binary-cross-entropy", classWeights: "balanced" };
  const draft = { ...yesNo, data, loss, model: [dense(16, "tanh"), dense(1, "sigmoid")], batchSize: 2 };
  expect(await watched({ ...draft, optimizer: sgd(0.01) })).toEqual([]);
});

describe("what fails is told once, with its numbers", () => {
  const relu = [dense(16, "relu"), dense(16, "relu"), dense(3)];
  test.each([
    ["high-first-cost", { ...classes, data: clouds(3, { scale: 200 }), model: relu, optimizer: sgd(0.1) }, 0],
    ["rising-cost", { ...values, batchSize: "full", model: [dense(1)], optimizer: sgd(3), epochs: 100 }, 10],
    [
      "dead-units",
      {
        ...classes,
        model: [dense(16, "relu", { biasInit: { name: "constant", value: -1000 } }), dense(3)],
        optimizer: sgd(0.1),
      },
      60,
    ],
    [
      "saturated-units",
      {
        ...classes,
        data: clouds(3, { scale: 500, offset: 2000 }),
        model: [dense(8, "tanh"), dense(3)],
        optimizer: sgd(0.001),
      },
      60,
    ],
    [
      "negative-cost",
      {
        ...yesNo,
        data: { ...clouds(3), targetEncoding: "raw" },
        model: [dense(16, "relu"), dense(1, "sigmoid")],
        optimizer: adam(0.01),
      },
      200,
    ],
    ["small-updates", { ...classes, model: relu, optimizer: sgd(1e-7) }, 100],
    ["zero-gradients", { ...yesNo, model: [dense(8, "tanh"), dense(1, "softmax")], optimizer: adam(0.01) }, 60],
    [
      "vanishing-gradients",
      { ...classes, model: [...Array.from({ length: 7 }, () => dense(12, "sigmoid")), dense(3)], optimizer: sgd(0.01) },
      100,
    ],
    [
      "stuck-at-guessing",
      { ...yesNo, data: coins({ features: 1 }), model: [dense(1, "sigmoid")], optimizer: adam(0.01), epochs: 40 },
      400,
    ],
  ] as const)("%s, soon", async (id, draft, step) => {
    const found = await watched(draft);
    expect(ids(found)).toEqual([id]);
    expect(found[0]!.step).toBeLessThanOrEqual(step);
    expect(found[0]!.title).toBe(symptoms.find((symptom) => symptom.id === id)!.title);
    for (const { label, value, normal } of found[0]!.facts) {
      expect(`${label} ${value} ${normal}`).not.toMatch(/undefined|null|NaN/);
    }
  });
});

describe("rules, on events made by hand", () => {
  const start = (changes: object = {}): StartEvent =>
    ({
      t: "start",
      experiment: parseExperiment({
        data: { source: "inline", inputs: [[0]], targets: [0], classes: 10 },
        model: [dense(4, "relu"), dense(10)],
        loss: "softmax-cross-entropy",
        task: "classification",
        optimizer: sgd(0.1),
      }),
      data: { train: 6400, targets: { kind: "labels", classes: 10, counts: Array.from({ length: 10 }, () => 640) } },
      model: { layers: [{ name: "dense0", summary: "1 → 4", parameters: 8 }] },
      stepsPerEpoch: 200,
      totalSteps: 2000,
      resumedAt: 0,
      ...changes,
    }) as unknown as StartEvent;
  const step = (n: number, cost: number): StepEvent => ({
    t: "step",
    step: n,
    epoch: Math.floor(n / 200),
    cost,
    learningRate: 0.1,
  });
  const epoch = (n: number, cost: number, accuracy: number): EpochEvent => ({
    t: "epoch",
    epoch: n,
    step: 200 * (n + 1),
    cost,
    train: { loss: cost, accuracy },
    validation: null,
    test: null,
    seconds: 1,
    best: false,
  });
  const layer = (name: string, changes: Partial<LayerHealth> = {}): LayerHealth => ({
    name,
    gradientNorm: 0.3,
    weightNorm: 4,
    updateRatio: 0.01,
    activationQuantiles: { p5: -1, p50: 0, p95: 1, max: 2 },
    deadShare: 0,
    saturatedShare: 0,
    ...changes,
  });
  const health = (n: number, first: Partial<LayerHealth>, last: Partial<LayerHealth> = {}): HealthEvent => ({
    t: "health",
    step: n,
    layers: [layer("dense0", first), layer("dense1", last)],
    largestLogit: 1,
    largestLogitGap: 1,
  });
  const fed = (events: readonly Parameters<Monitor["observe"]>[0][]): string[] => {
    const monitor = new Monitor();
    return events.flatMap((event) => monitor.observe(event)).map(({ id, step }) => `${id}@${step}`);
  };
  const steps = (n: number, cost: (i: number) => number, from = 0): StepEvent[] =>
    Array.from({ length: n }, (_, i) => step(from + i, cost(from + i)));
  const at = (level: number) => (i: number) => level * (1 + 0.02 * Math.sin(i));

  test("a cost that blows up is told at once, a spike at the beginning is not", () => {
    expect(fed([start(), ...steps(30, at(2.3)), ...steps(10, () => 60, 30)])).toEqual(["rising-cost@33"]);
    expect(fed([start(), step(0, 2.3), step(1, 40), step(2, 9), ...steps(200, at(1.5), 3)])).toEqual([]);
  });

  test("one measurement says nothing, the second the same does; what follows from it is not repeated", () => {
    const dead = { deadShare: 0.95, gradientNorm: 0 };
    const before = [start(), ...steps(40, at(2.3))];
    expect(fed([...before, health(40, dead)])).toEqual([]);
    expect(fed([...before, health(40, dead), health(60, {}), health(80, dead)])).toEqual([]);
    const both = [...before, health(40, dead), health(60, dead), health(80, dead)];
    expect(fed([...both, ...steps(2000, at(2.3), 80)])).toEqual(["dead-units@60"]);
  });

  test("large updates count where the cost does not fall, and not in the first steps", () => {
    const large = { updateRatio: 0.5 };
    expect(fed([start(), ...steps(10, at(2.3)), health(5, large), health(10, large)])).toEqual([]);
    expect(fed([start(), ...steps(40, (i) => 2.3 / (1 + i)), health(30, large), health(40, large)])).toEqual([]);
    expect(fed([start(), ...steps(40, (i) => 2.3 + 0.01 * i), health(30, large), health(40, large)])).toEqual([
      "large-updates@40",
    ]);
  });

  test("odd layers of a run that works are left alone", () => {
    const odd = { deadShare: 1, saturatedShare: 1, gradientNorm: 0, updateRatio: 0.5 };
    const events = [
      start(),
      ...steps(200, (i) => 2.3 / (1 + i)),
      epoch(0, 0.4, 0.95),
      health(200, odd),
      health(210, odd),
    ];
    expect(fed(events)).toEqual([]);
  });

  test("a level of guessing is told at half of the run, unless it is left or still falls", () => {
    expect(fed([start(), ...steps(2000, at(Math.log(10)))])).toEqual(["stuck-at-guessing@999"]);
    expect(fed([start(), ...steps(900, at(2.3)), ...steps(1100, at(1.8), 900)])).toEqual([]);
    expect(fed([start(), ...steps(2000, (i) => 6 - 0.002 * i)])).toEqual([]);
  });

  test("the same cost is told after twenty steps, or after three epochs of different batches", () => {
    expect(fed([start(), ...steps(100, () => 2.5)])).toEqual(["constant-cost@19"]);
    const epochs = [0, 1, 2].flatMap((n) => [...steps(200, at(9), 200 * n), epoch(n, 9, 0.1)]);
    expect(fed([start(), ...epochs])).toEqual(["constant-cost@600"]);
  });

  test("after a value that is not finite nothing more is said, and a resumed run begins anew", () => {
    const finding = { t: "finding", id: "non-finite-cost", step: 3, message: "", where: null, remedy: null } as const;
    expect(fed([start(), step(0, 2.3), finding, ...steps(100, () => 1e9, 1)])).toEqual([]);
    const again = [start({ resumedAt: 100 }), ...steps(30, at(2.3), 100), ...steps(30, at(90), 130)];
    expect(fed([start(), ...steps(30, at(2.3)), ...steps(30, at(90), 30), ...again])).toEqual([
      "rising-cost@32",
      "rising-cost@132",
    ]);
  });

  test("a program's cost is known by its level alone", () => {
    const program = start({ model: { layers: [{ name: "w", summary: "[10, 1]", parameters: 10 }] } });
    expect(fed([program, ...steps(2000, at(Math.log(10)))])).toEqual(["stuck-at-guessing@999"]);
    expect(fed([program, ...steps(2000, at(500))])).toEqual([]);
    expect(fed([program, ...steps(40, at(-3))])).toEqual([]);
  });
});

test("every rule is of a symptom that is an error", () => {
  for (const { id } of rules) expect(symptoms.find((symptom) => symptom.id === id)?.severity).toBe("error");
});

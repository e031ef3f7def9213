import { describe, expect, test } from "vitest";
import { isClose, tolerances } from "../../test/tolerance.ts";
import { epochOrder } from "../data/batches.ts";
import type { Dataset } from "../data/dataset.ts";
import { identity } from "../data/dataset.ts";
import { ortNodeEngine } from "../engine/ort-node/index.ts";
import { referenceEngine } from "../engine/reference/reference.ts";
import { parseExperiment } from "../experiment/parse.ts";
import type { Experiment } from "../experiment/types.ts";
import type { Value } from "../graph/dtype.ts";
import { RandomStream } from "../util/philox.ts";
import { maskFeeds } from "./feeds.ts";
import type { LoopEvent, RunOptions, RunOutcome, RunState } from "./outcome.ts";
import { planExperiment } from "./plan.ts";
import { runTraining } from "./run.ts";
import { initialState, type Stepper, type StepperContext, stepperFor, tiledStepper, wholeStepper } from "./stepper.ts";

/** Three classes of points around three centres: easy to learn, 50 examples of 4 numbers. */
function clusters(examples = 50): Dataset {
  const random = new RandomStream(7, 99);
  const labels = Int32Array.from({ length: examples }, (_, i) => i % 3);
  const data = Float32Array.from({ length: examples * 4 }, (_, i) => {
    const label = labels[Math.floor(i / 4)]!;
    return (i % 4 === label ? 2 : 0) + 0.3 * random.normal();
  });
  const train = { inputs: { data, shape: [examples, 4] }, targets: { kind: "labels" as const, labels, classes: 3 } };
  return { name: "clusters", train, test: train, inputScaling: identity, targetScaling: identity, files: [] };
}

const inline = { source: "inline", inputs: [[0, 0, 0, 0]], targets: [0], classes: 3, targetEncoding: "raw" };
const experimentWith = (changes: object): Experiment =>
  parseExperiment({
    data: inline,
    model: [
      { type: "dense", units: 8, activation: "relu", init: "he-normal" },
      { type: "dense", units: 3, init: "he-normal" },
    ],
    loss: { name: "softmax-cross-entropy" },
    task: "classification",
    optimizer: { name: "adam", learningRate: 0.05 },
    batchSize: 16,
    epochs: 3,
    ...changes,
  });

async function train(changes: object, options: RunOptions = {}): Promise<{ outcome: RunOutcome; events: LoopEvent[] }> {
  const { blueprint, data } = planExperiment(experimentWith(changes), clusters());
  const events: LoopEvent[] = [];
  const outcome = await runTraining(referenceEngine(), blueprint, data, {
    observe: (event) => events.push(event),
    ...options,
  });
  return { outcome, events };
}

const bits = (values: Readonly<Record<string, Value>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, Array.from(data)]));

describe("a run", () => {
  test("learns, and reports every step, every epoch and the last partial batch", async () => {
    const { outcome, events } = await train({ epochs: 12 });
    expect(outcome.stopped).toBe("done");
    expect(outcome.metrics.test?.accuracy).toBeGreaterThan(0.9);
    const steps = events.filter((event) => event.t === "step");
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 * 4 }, (_, i) => i));
    expect(events.filter((event) => event.t === "epoch")).toHaveLength(12);
  });

  test("gives the same bits twice", async () => {
    const [first, second] = [await train({}), await train({})];
    expect(bits(second.outcome.parameters)).toEqual(bits(first.outcome.parameters));
  });

  test("measures only the part that is asked for, which changes no bits", async () => {
    const both = await train({});
    const [ofOne, ofOther] = [await train({}, { measuredPart: "train" }), await train({}, { measuredPart: "test" })];
    const { train: ofTrain, test: ofTest } = both.outcome.metrics;
    expect(ofOne.outcome.metrics).toEqual({ train: ofTrain, validation: null, test: null });
    expect(ofOther.outcome.metrics).toEqual({ train: {}, validation: null, test: ofTest });
    expect(bits(ofOther.outcome.parameters)).toEqual(bits(both.outcome.parameters));
  });

  test("gives the same bits however few steps are asked for in a call", async () => {
    let most = 0;
    const [whole, short] = [await train({}), await train({}, { mostSteps: () => (most = (most % 2) + 1) })];
    expect(bits(short.outcome.parameters)).toEqual(bits(whole.outcome.parameters));
    const calls = ({ events }: typeof whole): number => events.filter(({ t }) => t === "progress").length;
    expect([calls(whole), calls(short)]).toEqual([6, 9]);
  });

  test.each(["adam", "sgd", "rmsprop"])("goes on bit by bit after a stop, with %s", async (name) => {
    const changes = {
      optimizer: { name, learningRate: 0.02, ...(name === "sgd" && { momentum: 0.9 }), schedule: { name: "cosine" } },
      model: [
        { type: "dense", units: 8, activation: "relu" },
        { type: "dropout", rate: 0.3 },
        { type: "dense", units: 3 },
      ],
    };
    const whole = await train(changes);
    let calls = 0;
    let saved: RunState | undefined;
    const stopped = await train(changes, {
      stopRequested: () => (++calls === 3 ? "interrupted" : null),
      save: async (read, reason) => {
        if (reason === "stop") saved = await read();
      },
    });
    expect(stopped.outcome.stopped).toBe("interrupted");
    const resumed = await train(changes, { resumeFrom: saved! });
    expect(bits(resumed.outcome.parameters)).toEqual(bits(whole.outcome.parameters));
    const last = (events: LoopEvent[]): unknown => {
      const { seconds: _, ...event } = events.filter((e) => e.t === "epoch").at(-1)!;
      return event;
    };
    expect(last(resumed.events)).toEqual(last(whole.events));
  });

  test("stops early when the watched metric stalls, and keeps the best parameters", async () => {
    const { outcome, events } = await train({
      epochs: 50,
      optimizer: { name: "sgd", learningRate: 0.01 },
      earlyStopping: { patience: 2, on: "train", metric: "loss", minDelta: 0.2 },
      keepBest: true,
    });
    expect(outcome.stopped).toBe("early-stopping");
    const epochs = events.filter((event) => event.t === "epoch");
    expect(epochs.slice(-2).every(({ best }) => !best)).toBe(true);
    expect(epochs.at(-3)!.best).toBe(true);
    const upToBest = await train({ epochs: epochs.length - 2, optimizer: { name: "sgd", learningRate: 0.01 } });
    expect(bits(outcome.parameters)).toEqual(bits(upToBest.outcome.parameters));
  });
});

describe("health", () => {
  test("measures norms, dead units and logits of each layer with weights", async () => {
    const { events } = await train({
      model: [
        {
          type: "dense",
          units: 8,
          activation: "relu",
          init: { name: "constant", value: -1 },
          biasInit: { name: "constant", value: -9 },
        },
        { type: "dense", units: 3, init: "he-normal" },
      ],
      epochs: 1,
    });
    const health = events.find((event) => event.t === "health")!;
    expect(health.layers.map(({ name }) => name)).toEqual(["dense0", "dense1"]);
    expect(health.layers[0]!.deadShare).toBe(1);
    expect(health.layers.map(({ firing }) => firing)).toEqual(["00".repeat(8), undefined]);
    expect(health.layers[0]!.gradientNorm).toBe(0);
    expect(health.layers[1]!.gradientNorm).toBeGreaterThan(0);
    // 32 weights of −1 and 8 biases of −9.
    expect(health.layers[0]!.weightNorm).toBeCloseTo(Math.sqrt(32 + 8 * 81), 4);
  });

  const measured = ({ events }: Awaited<ReturnType<typeof train>>): number[] =>
    events.flatMap((event) => (event.t === "health" ? [event.step] : []));
  const watched = { batchSize: 10, epochs: 60 };

  test("is measured after the first call and then ever more seldom, and changes no bits", async () => {
    const [seen, unseen] = [await train(watched), await train(watched, { health: false })];
    expect(measured(seen)).toEqual([5, 10, 15, 25, 40, 60, 90, 135, 205]);
    expect(measured(unseen)).toEqual([]);
    expect(bits(seen.outcome.parameters)).toEqual(bits(unseen.outcome.parameters));
  });

  test("is told between the steps of a call and its progress", async () => {
    const { events } = await train({ ...watched, epochs: 1 });
    expect(events.map(({ t }) => t)).toEqual([...Array(5).fill("step"), "health", "progress", "epoch"]);
  });

  test("for somebody who watches is measured after each of the first steps, then after every eighth part more", async () => {
    const close = await train(watched, { health: "close" });
    expect(measured(close).slice(0, 16)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 18, 22, 25, 30]);
    expect(bits(close.outcome.parameters)).toEqual(bits((await train(watched)).outcome.parameters));
  });

  test("within a share of the time is measured closely at first, and then as often as that share allows", async () => {
    // A clock that each look moves on: a measurement takes 1 of about 7 ticks of a step.
    const within = async (closeWithin: number): Promise<Awaited<ReturnType<typeof train>>> => {
      let ticks = 0;
      return train(watched, { health: { closeWithin }, now: () => ticks++ });
    };
    const [little, much] = [await within(0.01), await within(0.5)];
    expect(measured(little).slice(0, 7)).toEqual([1, 2, 3, 4, 5, 6, 260]);
    const close = measured(await train(watched, { health: "close" }));
    expect(measured(much)).toEqual(expect.arrayContaining(close.slice(0, 30)));
    expect(bits(little.outcome.parameters)).toEqual(bits(much.outcome.parameters));
  });
});

describe("a run that leaves the finite numbers", () => {
  const literal = {
    rewrites: "off",
    model: [{ type: "dense", units: 3, init: { name: "normal", std: 60 } }],
    loss: { name: "softmax-cross-entropy" },
    optimizer: { name: "sgd", learningRate: 1000 },
    epochs: 3,
  };

  test("stops and names op, step, value and limit", async () => {
    const { outcome } = await train({
      ...literal,
      model: [{ type: "dense", units: 3, activation: "linear", init: { name: "normal", std: 60 } }],
    });
    expect(outcome.stopped).toBe("diverged");
    expect(outcome.failure!.origin).toMatchObject({ op: "exp", gives: "Infinity" });
    expect(outcome.failure!.origin!.limit!.value).toBeGreaterThan(outcome.failure!.origin!.limit!.limit);
    for (const { data } of Object.values(outcome.parameters))
      expect(Array.from(data).every(Number.isFinite)).toBe(true);
  });

  test("is seen in the very last update, while every cost was finite", async () => {
    const { outcome } = await train({
      model: [{ type: "dense", units: 3, init: { name: "normal", std: 1000 } }],
      loss: { name: "mean-squared-error" },
      data: { ...inline, targetEncoding: "one-hot" },
      optimizer: { name: "sgd", learningRate: 1e38 },
      batchSize: "full",
      epochs: 1,
    });
    expect(outcome.stopped).toBe("diverged");
    expect(Number.isFinite(outcome.failure!.cost)).toBe(true);
    expect(outcome.failure!.origin!.gives).toBe("Infinity");
    expect(outcome.state).toMatchObject({ step: 0, progress: { seen: 0, sums: {} } });
    for (const { data } of Object.values(outcome.parameters))
      expect(Array.from(data).every(Number.isFinite)).toBe(true);
  });

  test("does not leave them once the formulas are rewritten", async () => {
    const { outcome } = await train({ ...literal, rewrites: "on", optimizer: { name: "sgd", learningRate: 0.01 } });
    expect(outcome.stopped).toBe("done");
  });

  test("goes on when asked to, and still says where it broke", async () => {
    const { outcome } = await train(literal, { nonFinite: "report" });
    expect(outcome.stopped).toBe("done");
    expect(outcome.failure!.origin!.op).toBe("exp");
    expect(outcome.step).toBe(12);
  });
});

describe("a step in tiles", () => {
  test.each([
    [10, "reference", async () => referenceEngine()],
    [7, "reference", async () => referenceEngine()],
    [7, "ort-node", () => ortNodeEngine({ inProcess: true, threads: 1 })],
  ] as const)(
    "is the step of the whole batch, up to rounding, with tiles of %i of 50 rows on %s",
    async (tile, _, start) => {
      const experiment = experimentWith({
        batchSize: "full",
        precision: "float64",
        optimizer: { name: "sgd", learningRate: 0.1, momentum: 0.5 },
      });
      const { blueprint, data } = planExperiment(experiment, clusters());
      const engine = await start();
      const context = { engine, blueprint, horizon: { totalSteps: 2, stepsPerEpoch: 1 }, data: data.train, tile };
      const trained = async (
        make: (context: StepperContext, rows: number) => Promise<Stepper>,
      ): Promise<Record<string, number[]>> => {
        const stepper = await make(context, 50);
        await stepper.writeState(initialState(blueprint));
        for (const firstStep of [0, 1])
          await stepper.run({ firstStep, steps: 1, rows: 50, order: epochOrder(50, 0, firstStep, true) });
        return bits(await stepper.readState());
      };
      const whole = await trained(wholeStepper);
      const tiled = await trained(tiledStepper);
      await engine.dispose();
      for (const [name, values] of Object.entries(whole)) {
        expect(tiled[name]!.every((x, i) => isClose(x, values[i]!, tolerances.float64.rounding.gradient))).toBe(true);
      }
    },
  );

  test("says where it left the finite numbers, in a tile's gradient or in the update", async () => {
    const failing = async (optimizer: object): Promise<string | undefined> => {
      const experiment = experimentWith({
        batchSize: "full",
        optimizer,
        model: [{ type: "dense", units: 3, init: { name: "normal", std: 1000 } }],
        loss: { name: "mean-squared-error" },
        data: { ...inline, targetEncoding: "one-hot" },
      });
      const { blueprint, data } = planExperiment(experiment, clusters());
      const horizon = { totalSteps: 1, stepsPerEpoch: 1 };
      const stepper = await tiledStepper({ engine: referenceEngine(), blueprint, horizon, data: data.train, tile: 20 });
      await stepper.writeState(initialState(blueprint));
      const call = { firstStep: 0, steps: 1, rows: 50, order: epochOrder(50, 0, 0, true) };
      await stepper.run(call);
      return (await stepper.explainFailure(call))?.op;
    };
    expect(await failing({ name: "sgd", momentum: 0.9, learningRate: 1e38 })).toBeDefined();
    expect(await failing({ name: "adam", learningRate: 0.1 })).toBeUndefined();
  });

  test("is used where a batch has more rows than a tile", async () => {
    const { blueprint, data } = planExperiment(experimentWith({ batchSize: "full" }), clusters());
    const stepper = await stepperFor(
      {
        engine: referenceEngine(),
        blueprint,
        horizon: { totalSteps: 1, stepsPerEpoch: 1 },
        data: data.train,
        tile: 20,
      },
      50,
    );
    await stepper.writeState(initialState(blueprint));
    await expect(stepper.run({ firstStep: 0, steps: 2, rows: 50, order: new Int32Array(100) })).rejects.toThrow(
      "one step a call",
    );
  });
});

test.each([3, 4])("dropout masks of tiles of %i rows are parts of the whole batch's mask", (rows) => {
  const mask = (m: number) => ({ name: "mask", layer: "dropout0", shape: [m, 5], rate: 0.5 });
  const call = { firstStep: 9, steps: 1, rows: 12, order: new Int32Array(12) };
  const whole = maskFeeds([mask(12)], 1, call).mask!;
  const tiles = Array.from(
    { length: 12 / rows },
    (_, t) => maskFeeds([mask(rows)], 1, { ...call, rows }, t * rows).mask!,
  );
  expect(tiles.flatMap((tile) => Array.from(tile))).toEqual(Array.from(whole));
});

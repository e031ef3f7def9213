import { describe, expect, test } from "vitest";
import { parseExperiment } from "../../experiment/parse.ts";
import type { EndEvent, EpochEvent, RunEvent, StartEvent, StepEvent } from "../../record/events.ts";
import { thinSteps } from "../../record/thinning.ts";
import { RandomStream, streams } from "../../util/philox.ts";
import { courseEvidence } from "./course.ts";
import type { CourseEvidence } from "./evidence.ts";

const seed = 11;

interface Run {
  readonly costs: readonly number[];
  readonly stepsPerEpoch?: number;
  /** Changes of the experiment. */
  readonly experiment?: object;
  readonly counts?: readonly number[];
  readonly thinned?: boolean;
  readonly end?: Partial<EndEvent> | null;
}

/** The record of a run with these costs: ten classes, batches of 32 of 6400 examples. */
function eventsOf({ costs, stepsPerEpoch = 200, experiment = {}, counts, thinned, end = {} }: Run): RunEvent[] {
  const parsed = parseExperiment({
    data: { source: "inline", inputs: [[0]], targets: [0], classes: 10 },
    model: [{ type: "dense", units: 10 }],
    loss: "softmax-cross-entropy",
    task: "classification",
    optimizer: { name: "sgd", learningRate: 0.1 },
    ...experiment,
  });
  const start = {
    t: "start",
    experiment: parsed,
    data: {
      train: stepsPerEpoch * 32,
      targets: { kind: "labels", classes: 10, counts: counts ?? Array.from({ length: 10 }, () => 640) },
    },
    model: { layers: [{ name: "dense0", summary: "1 → 10", parameters: 20 }] },
    stepsPerEpoch,
    totalSteps: costs.length,
    resumedAt: 0,
  } as unknown as StartEvent;
  const all: StepEvent[] = costs.map((cost, step) => ({
    t: "step",
    step,
    epoch: Math.floor(step / stepsPerEpoch),
    cost,
    learningRate: 0.1,
  }));
  const epochs: EpochEvent[] = Array.from({ length: Math.floor(costs.length / stepsPerEpoch) }, (_, epoch) => {
    const part = costs.slice(epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch);
    const cost = part.reduce((sum, x) => sum + x, 0) / part.length;
    const step = (epoch + 1) * stepsPerEpoch;
    return {
      t: "epoch",
      epoch,
      step,
      cost,
      train: { loss: cost },
      validation: null,
      test: null,
      seconds: 1,
      best: true,
    };
  });
  const last: EndEvent = {
    t: "end",
    stopped: "done",
    step: costs.length,
    epoch: epochs.length - 1,
    train: { loss: costs.at(-1) ?? 0, accuracy: 0.9 },
    validation: null,
    test: { accuracy: 0.8 },
    goalReached: null,
    seconds: 1,
    run: null,
    model: null,
    ...end,
  };
  return [start, ...(thinned ? thinSteps(all) : all), ...epochs, ...(end === null ? [] : [last])];
}

const random = new RandomStream(seed, streams.probe);
/** Costs as batches have them: the mean of gamma-like losses, 25% apart. */
const noisy = (cost: number): number => cost * Math.exp(0.25 * random.normal() - 0.03);
const falling = (n: number, floor = 0.1): number[] =>
  Array.from({ length: n }, (_, i) => floor + 2.2 * Math.exp((-4 * i) / n));
const course = (run: Run): CourseEvidence => courseEvidence(eventsOf(run), null);

const lengths = [10, 100, 1000, 10_000, 100_000];
const scales = [1e-6, 1, 1e8];

describe("the shape of a curve, at any length and scale", () => {
  const curves: readonly (readonly [CourseEvidence["shape"], string, (n: number) => number[]])[] = [
    ["falling", "an exponential", (n) => falling(n)],
    ["falling", "one with the noise of batches", (n) => falling(Math.max(n, 100)).map(noisy)],
    ["plateau", "a level with the noise of batches", (n) => Array.from({ length: n }, () => noisy(2.3))],
    [
      "plateau",
      "a fall that has ended",
      (n) => falling(n, 0.1).map((x, i) => (i < n / 3 ? x : 0.5 + 1e-4 * random.normal())),
    ],
    ["rising", "a slow rise", (n) => Array.from({ length: n }, (_, i) => 2.3 + i / n)],
    [
      "rising",
      "growth by steps that are too long",
      (n) => Array.from({ length: n }, (_, i) => 2 * Math.exp((20 * i) / n)),
    ],
    ["rising", "a fall that is lost again", (n) => falling(n).map((x, i) => x + Math.max(0, (4 * i) / n - 2))],
    ["constant", "the same number", (n) => Array.from({ length: n }, () => 0.7)],
  ];
  for (const [shape, title, curve] of curves) {
    test.each(lengths)(`${title} of %i steps is ${shape}, complete or thinned`, (n) => {
      for (const scale of n > 1000 ? [1] : scales) {
        const costs = curve(n).map((x) => x * scale);
        for (const thinned of [false, true]) {
          expect(course({ costs, thinned }).shape, `seed ${seed}, scale ${scale}, thinned ${thinned}`).toBe(shape);
        }
      }
    });
  }

  test.each([100, 1000, 10_000])("a swing from step to step of all examples at once is oscillating, %i steps", (n) => {
    const costs = Array.from({ length: n }, (_, i) => 1.5 + (i % 2 === 0 ? 0.8 : -0.8) + 0.05 * random.normal());
    const { shape, roughness } = course({ costs, stepsPerEpoch: 1, experiment: { batchSize: "full" } });
    expect([shape, roughness > 0.1]).toEqual(["oscillating", true]);
  });

  test("batches with bursts ten times the cost are oscillating, the usual noise of batches is not", () => {
    const bursts = Array.from({ length: 2000 }, () => (random.uniform() < 0.1 ? 20 : 1) * noisy(1));
    expect(course({ costs: bursts }).shape).toBe("oscillating");
    expect(course({ costs: bursts.map(() => noisy(1)) }).roughness).toBe(0);
  });

  test("a curve that is still falling says by how much", () => {
    const { shape, lateFall } = course({ costs: falling(1000, 0) });
    expect(shape).toBe("falling");
    // exp(−4 · 0.75) to exp(−4): a least-squares line through an exponential lies 1% beside it.
    expect(lateFall).toBeCloseTo(1 - Math.exp(-1), 0.7);
  });

  test("values that are not finite are divergence, with the step and the op of the finding", () => {
    const origin = { step: 0, op: "exp", gives: "Infinity" as const, operands: [], limit: null, site: null, via: [] };
    const events = eventsOf({ costs: [2, 3, 80, Number.NaN], end: { stopped: "diverged" } });
    const finding = {
      t: "finding",
      id: "non-finite-cost",
      step: 3,
      message: "",
      where: null,
      remedy: null,
      origin,
    } as const;
    const { shape, failure, failedAt, largestCost } = courseEvidence([...events, finding], null);
    expect([shape, failedAt, largestCost]).toEqual(["diverged", 3, 80]);
    expect(failure?.op).toBe("exp");
    expect(course({ costs: [2, 3, 4, 5, 6, Number.POSITIVE_INFINITY], end: null }).failedAt).toBe(5);
  });
});

describe("a plateau", () => {
  const flat = (level: number, n = 2000): number[] => Array.from({ length: n }, () => level + 0.1 * random.normal());

  test("is found where it begins, with its level", () => {
    const { plateau } = course({ costs: [...falling(500, 0.5).map((x) => x + 2), ...flat(2.55)] });
    expect(plateau!.since).toBeGreaterThan(250);
    expect(plateau!.since).toBeLessThan(550);
    expect(plateau!.level).toBeCloseTo(2.55, 1);
    expect(plateau!.explained).toBeNull();
  });

  test("at guessing is explained: ln 10, also thinned, also after a spike of 1e9, also as a sum over the batch", () => {
    const ln10 = { name: "ln 10", value: Math.LN10 };
    expect(course({ costs: flat(Math.LN10) }).plateau!.explained).toEqual(ln10);
    expect(course({ costs: flat(Math.LN10, 30_000), thinned: true }).plateau!.explained).toEqual(ln10);
    expect(course({ costs: [197, 3e9, 1e5, 20, ...flat(Math.LN10)] }).plateau!.explained).toEqual(ln10);
    const sum = { loss: { name: "softmax-cross-entropy", reduction: "sum" } };
    const costs = flat(Math.LN10).map((x) => 32 * x);
    expect(course({ costs, experiment: sum }).plateau!.explained?.name).toBe("32 × ln 10");
  });

  test("at the best constant answer is told from guessing where classes are unequal", () => {
    const counts = [3000, ...Array.from({ length: 9 }, () => 378)];
    const shares = counts.map((n) => n / counts.reduce((a, b) => a + b));
    const entropy = -shares.reduce((sum, p) => sum + p * Math.log(p), 0);
    expect(course({ costs: flat(entropy), counts }).plateau!.explained?.name).toBe("entropy of the labels");
  });

  test("of classes with balanced weights is that of equal ones, whatever their shares", () => {
    const counts = [6000, 300, 90, 10, 0, 0, 0, 0, 0, 0];
    const loss = { name: "softmax-cross-entropy", classWeights: "balanced" };
    const explained = course({ costs: flat(Math.log(4)), counts, experiment: { loss } }).plateau!.explained;
    expect(explained).toEqual({ name: "entropy of the labels", value: expect.closeTo(Math.log(4), 12) });
    expect(course({ costs: flat(Math.log(4)), counts }).plateau!.explained).toBeNull();
  });

  test("of a model that learned something is not explained, nor one that is not known well enough", () => {
    expect(course({ costs: flat(2.2) }).plateau!.explained).toBeNull();
    const wild = flat(1.4).map((x, i) => (i % 50 < 10 ? 8 * x : x));
    expect(course({ costs: wild }).plateau?.explained ?? null).toBeNull();
  });

  /** Gradient descent on the ten biases of a softmax, from equal probabilities. */
  function biasCosts(shares: readonly number[], rate: number, steps: number): number[] {
    let bias = shares.map(() => 0);
    return Array.from({ length: steps }, () => {
      const total = bias.reduce((sum, b) => sum + Math.exp(b), 0);
      const p = bias.map((b) => Math.exp(b) / total);
      bias = bias.map((b, k) => b - rate * (p[k]! - shares[k]!));
      return -shares.reduce((sum, s, k) => sum + s * Math.log(p[k]!), 0);
    });
  }

  test("that falls as only an output bias can learn is known for it, and at another slope is not", () => {
    const counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
    const costs = biasCosts(
      counts.map((n) => n / 60_000),
      0.01,
      300,
    );
    const full = { batchSize: "full", optimizer: { name: "sgd", learningRate: 0.01 } };
    const { shape, plateau } = course({ costs, counts, stepsPerEpoch: 1, experiment: full });
    expect([shape, plateau!.explained?.name, plateau!.biasOnly]).toEqual(["plateau", "ln 10", true]);
    expect(plateau!.slope / -2.9e-6).toBeCloseTo(0.8, 0.7);
    const faster = { ...full, optimizer: { name: "sgd", learningRate: 0.001 } };
    expect(course({ costs, counts, stepsPerEpoch: 1, experiment: faster }).plateau!.biasOnly).toBe(false);
  });
});

describe("a record", () => {
  test("gives the scores and the goal of its end, else of its last epoch", () => {
    const goal = { metric: "accuracy", atLeast: 0.95, atMost: null, on: "test" } as const;
    const { score, trainAccuracy, testAccuracy } = courseEvidence(eventsOf({ costs: falling(400) }), goal);
    expect([score, trainAccuracy, testAccuracy]).toEqual([0.8, 0.9, 0.8]);
    const killed = courseEvidence(eventsOf({ costs: falling(400), end: null }), {
      ...goal,
      metric: "loss",
      on: "train",
    });
    expect([killed.stopped, killed.epochs]).toEqual(["terminated", 2]);
    expect(killed.score).toBeCloseTo(
      falling(400)
        .slice(200)
        .reduce((a, b) => a + b) / 200,
      9,
    );
  });

  test("that a resume continued counts what was done again once", () => {
    const events = eventsOf({ costs: falling(400) });
    const [start] = events as [StartEvent];
    const again = events.filter((event) => event.t === "step" && event.step >= 150);
    const killed = events.filter((event) => event.t === "step" && event.step < 170);
    const { steps, firstCost, shape } = courseEvidence(
      [start, ...killed, { ...start, resumedAt: 150 }, ...again],
      null,
    );
    expect([steps, firstCost, shape]).toEqual([400, falling(400)[0], "falling"]);
  });

  test("of no steps, of one and of a few is read all the same", () => {
    for (const n of [0, 1, 2, 4]) expect(course({ costs: falling(400).slice(0, n) }).plateau).toBeNull();
    expect(course({ costs: [] }).firstCost).toBeNaN();
  });

  test("knows a negative cost, the first, lowest, largest and last one", () => {
    const { negativeCost, firstCost, lowestCost, largestCost, lastCost } = course({
      costs: [1, 5, -2, 0, 3, 3, 3, 3, 3, 3],
    });
    expect([negativeCost, firstCost, lowestCost, largestCost, lastCost]).toEqual([true, 1, -2, 5, 3]);
  });
});

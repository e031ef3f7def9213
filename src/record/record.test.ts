import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExperiment } from "../experiment/parse.ts";
import { DataError } from "../util/errors.ts";
import type { EndEvent, EpochEvent, HealthEvent, RunEvent, StartEvent, StepEvent } from "./events.ts";
import { eventLine, parseEventLine } from "./lines.ts";
import { parseEvents, readRecord } from "./reader.ts";
import { defaultThinning, thinSteps } from "./thinning.ts";
import { RecordWriter } from "./writer.ts";

const experiment = parseExperiment({
  data: "mnist",
  model: [{ type: "dense", units: 10 }],
  loss: "softmax-cross-entropy",
  optimizer: "adam",
});
const start: StartEvent = {
  t: "start",
  experiment,
  experimentHash: "ab",
  data: {
    name: "mnist",
    train: 60000,
    validation: 0,
    test: 10000,
    inputShape: [28, 28],
    inputMin: 0,
    inputMax: 255,
    inputMean: 33.3,
    inputStd: 78.6,
    constantInputs: 67,
    targets: { kind: "labels", classes: 2, counts: [3, 4] },
    files: [{ path: "f", sha256: "cd", verified: true }],
  },
  model: { parameters: 7850, layers: [{ name: "dense1", summary: "dense 10", parameters: 7850 }] },
  engine: "reference float64",
  engineFacts: { threads: 1, flushing: false, version: "1" },
  rewrites: [{ id: "log-softmax", count: 1, sites: ["a.ts:3"] }],
  stepsPerEpoch: 2,
  totalSteps: 20,
  resumedAt: 0,
};
const step = (n: number, cost = 1 / (n + 1)): StepEvent => ({
  t: "step",
  step: n,
  epoch: n >> 1,
  cost,
  learningRate: 0.1,
});
const epoch = (n: number): EpochEvent => ({
  t: "epoch",
  epoch: n,
  step: 2 * (n + 1),
  cost: Number.NaN,
  train: { loss: Number.POSITIVE_INFINITY, accuracy: 0.5 },
  validation: null,
  test: { loss: Number.NEGATIVE_INFINITY },
  seconds: 0.25,
  best: true,
});
const health: HealthEvent = {
  t: "health",
  step: 1,
  layers: [
    {
      name: "NaN",
      gradientNorm: Number.NaN,
      weightNorm: 3,
      updateRatio: Number.POSITIVE_INFINITY,
      activationQuantiles: { p5: -1, p50: 0, p95: 1e-300, max: 5e-324 },
      deadShare: 0,
      saturatedShare: 1,
    },
  ],
  largestLogit: null,
  largestLogitGap: 104.5,
};
const end: EndEvent = {
  t: "end",
  stopped: "done",
  step: 4,
  epoch: 2,
  train: { loss: 0.1 },
  validation: null,
  test: null,
  goalReached: null,
  seconds: 1,
  run: "runs/1",
  model: null,
};
const finding: RunEvent = { t: "finding", id: "dying-relu", step: 3, message: "Infinity", where: "NaN", remedy: null };
const overflow: RunEvent = {
  ...finding,
  id: "non-finite-cost",
  origin: {
    step: 0,
    op: "exp",
    gives: "Infinity",
    operands: [{ lo: Number.NEGATIVE_INFINITY, hi: 93.3 }],
    limit: { operand: 0, value: 93.3, limit: 88.7228, what: "exp overflows above it" },
    site: { file: "a.ts", line: 3, column: 5 },
    via: ["dense2"],
  },
};
const regression: StartEvent = {
  ...start,
  data: {
    ...start.data,
    targets: { kind: "values", width: 1, min: -1, max: 2, std: 0.5, columns: [{ mean: 0.25, std: 0.5 }] },
  },
};
const all: RunEvent[] = [start, step(0, Number.NaN), step(1), health, epoch(0), finding, end];
const dead: RunEvent = {
  ...finding,
  facts: [
    { label: "units of dense0 that never fire", value: "100%", normal: "0% to 31%" },
    { label: "cost", value: "NaN", normal: null },
  ],
};
const further: RunEvent[] = [regression, overflow, dead];

/** The text that a writer gives for the events. */
function written(events: readonly RunEvent[]): string {
  let text = "";
  const writer = new RecordWriter({ append: (piece) => (text += piece) });
  for (const event of events) writer.write(event);
  writer.flush();
  return text;
}

describe("events", () => {
  test.each([...all, ...further].map((event) => [event.t, event] as const))(
    "%s comes back from its line as it was",
    (_type, event) => {
      const line = eventLine(event);
      expect(line.endsWith("\n") && line.indexOf("\n") === line.length - 1).toBe(true);
      expect(parseEventLine(line, "f:1")).toEqual(event);
    },
  );

  test("begin with version and type, and name numbers that are not finite", () => {
    expect(eventLine(step(3, Number.NEGATIVE_INFINITY))).toBe(
      '{"v":1,"t":"step","step":3,"epoch":1,"cost":"-Infinity","learningRate":0.1}\n',
    );
  });

  test("keep every double exactly", () => {
    fc.assert(
      fc.property(fc.double(), fc.double({ noNaN: true }), (cost, learningRate) => {
        const event: StepEvent = { t: "step", step: 0, epoch: 0, cost, learningRate };
        const back = parseEventLine(eventLine(event), "f:1") as StepEvent;
        // JSON has no way to write −0.
        expect([back.cost, back.learningRate].map((x) => x + 0)).toEqual([cost, learningRate].map((x) => x + 0));
      }),
    );
  });

  test.each([
    ["no JSON", "{", /damaged/],
    ["a number", "3", /damaged/],
    ["no version", '{"t":"step"}', /another version/],
    ["a later version", eventLine(step(0)).replace('"v":1', '"v":2'), /another version/],
    ["a version that is a text", eventLine(step(0)).replace('"v":1', '"v":"1"'), /another version/],
    ["no type", '{"v":1}', /damaged/],
    ["a missing field", '{"v":1,"t":"step","step":1,"epoch":0,"cost":1}', /damaged/],
    ["a cost that is null", '{"v":1,"t":"step","step":1,"epoch":0,"cost":null,"learningRate":1}', /damaged/],
    ["a cost that is another text", '{"v":1,"t":"step","step":1,"epoch":0,"cost":"nan","learningRate":1}', /damaged/],
    ["a step below 0", '{"v":1,"t":"step","step":-1,"epoch":0,"cost":1,"learningRate":1}', /damaged/],
  ])("with %s are refused with the line", (_name, line, message) => {
    expect(() => parseEventLine(line, "run.jsonl:7")).toThrow(DataError);
    expect(() => parseEventLine(line, "run.jsonl:7")).toThrow(message);
    expect(() => parseEventLine(line, "run.jsonl:7")).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ where: "run.jsonl:7" }) }),
    );
  });

  test("of a kind that a later version adds are passed over", () => {
    expect(parseEventLine('{"v":1,"t":"weather","x":1}', "f:1")).toBeNull();
  });
});

describe("a record", () => {
  test("comes back as it was written", () => {
    const record = readRecord(written(all), "f");
    expect(record).toEqual({
      start,
      steps: [step(0, Number.NaN), step(1)],
      epochs: [epoch(0)],
      health: [health],
      findings: [finding],
      end,
      truncated: false,
    });
  });

  test("cut anywhere by a crash gives the events whose lines are whole", () => {
    const text = written(all);
    for (let length = 0; length <= text.length; length++) {
      const { events, truncated } = parseEvents(text.slice(0, length), "f");
      const whole = text.slice(0, length).split("\n").length - 1;
      const lineEndOnlyIsMissing = text[length] === "\n";
      expect(events.length, `cut at ${length}`).toBe(whole + (lineEndOnlyIsMissing ? 1 : 0));
      expect(truncated).toBe(length > 0 && text[length - 1] !== "\n" && !lineEndOnlyIsMissing);
    }
  });

  test("damaged before its last line is refused with the line", () => {
    const lines = written(all).split("\n");
    lines[2] = lines[2]!.slice(0, 20);
    expect(() => readRecord(lines.join("\n"), "f")).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ where: "f:3" }) }),
    );
  });

  test("that a resumed run continued has each step once", () => {
    const resumed: StartEvent = { ...start, resumedAt: 2 };
    const text = written([
      start,
      step(0),
      step(1),
      epoch(0),
      step(2),
      step(3),
      epoch(1),
      end,
      resumed,
      step(2),
      step(3),
      epoch(1),
    ]);
    const record = readRecord(text, "f");
    expect(record.steps.map((event) => event.step)).toEqual([0, 1, 2, 3]);
    expect(record.epochs.map((event) => event.epoch)).toEqual([0, 1]);
    expect([record.start, record.end]).toEqual([resumed, null]);
  });

  test.each([
    ["", /no beginning/],
    [eventLine(step(0)), /no beginning/],
    ["\n\n", /no beginning/],
  ])("without a start is refused", (text, message) => {
    expect(() => readRecord(text, "f")).toThrow(message);
  });
});

const stepIn = (line: string): number => Number(/"t":"step","step":(\d+)/.exec(line)?.[1] ?? -1);

describe("the writer", () => {
  test("passes steps on in large pieces and everything else at once", () => {
    const pieces: string[] = [];
    const writer = new RecordWriter({ append: (piece) => pieces.push(piece) }, { ends: 10_000, resolution: 500 });
    writer.write(start);
    for (let n = 0; n < 5000; n++) writer.write(step(n));
    expect(pieces.length).toBeLessThan(10);
    writer.write(epoch(0));
    expect(parseEvents(pieces.join(""), "f").events).toHaveLength(5002);
  });

  test("thins steps between which health and epochs are written as it thins steps alone", () => {
    const cost = (n: number): number =>
      n === 7777 ? 50 : n === 13_579 ? -50 : n === 15_000 ? Number.NaN : Math.sin(n);
    const steps = Array.from({ length: 20_000 }, (_, n) => step(n, cost(n)));
    const events = steps.flatMap((event, n): RunEvent[] => {
      const sampled: RunEvent[] = n % 96 === 95 ? [event, { ...health, step: n }] : [event];
      return n % 1000 === 999 ? [...sampled, { ...epoch(Math.floor(n / 1000)), step: n + 1 }] : sampled;
    });
    const pieces: string[] = [];
    const writer = new RecordWriter({ append: (piece) => pieces.push(piece) });
    for (const event of [start, ...events]) {
      writer.write(event);
      if (event.t === "health") expect(pieces.at(-1)).toContain(eventLine(event));
    }
    writer.write(end);
    const record = readRecord(pieces.join(""), "f");
    expect(record.steps).toEqual(thinSteps(steps));
    expect(record.steps.length).toBeLessThan(6000);
    expect(record.steps.slice(0, 200)).toEqual(steps.slice(0, 200));
    expect(record.steps.slice(-200)).toEqual(steps.slice(-200));
    expect(record.steps.map((event) => event.step)).toEqual(expect.arrayContaining([7777, 13_579, 15_000]));
    expect([record.health.length, record.epochs.length]).toEqual([208, 20]);
  });

  test("writes the steps that were held back before a finding", () => {
    let text = "";
    const writer = new RecordWriter({ append: (piece) => (text += piece) });
    for (let n = 0; n < 300; n++) writer.write(step(n));
    writer.write(finding);
    const { events } = parseEvents(text, "f");
    expect(events).toEqual([...Array.from({ length: 300 }, (_, n) => step(n)), finding]);
  });

  test("writes each step once when it is flushed often", () => {
    let text = "";
    const writer = new RecordWriter({ append: (piece) => (text += piece) }, { ends: 4, resolution: 2 });
    for (let n = 0; n < 100; n++) {
      writer.write(step(n));
      if (n % 7 === 0) writer.flush();
    }
    writer.flush();
    const steps = parseEvents(text, "f").events.map((event) => (event as StepEvent).step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(steps.at(-1)).toBe(99);
  });

  test("shows who follows a step at most a second late, in few lines more, and is read back in order", () => {
    const pieces: string[] = [];
    let time = 0;
    const writer = new RecordWriter({ append: (piece) => pieces.push(piece) }, defaultThinning, () => time);
    const steps = Array.from({ length: 20_000 }, (_, n) => step(n, Math.sin(n)));
    writer.write(start);
    let late = 0;
    // Calls of 20 steps in 0.4 seconds: 400 s in all.
    for (let call = 0; call < 1000; call++) {
      for (const event of steps.slice(20 * call, 20 * call + 20)) writer.write(event);
      time += 400;
      writer.catchUp();
      late = Math.max(late, 20 * (call + 1) - 1 - Math.max(...pieces.at(-1)!.split("\n").map(stepIn)));
    }
    writer.write(end);
    expect(late).toBeLessThanOrEqual(40);
    const thinned = thinSteps(steps);
    const read = readRecord(pieces.join(""), "f").steps;
    expect(read.length).toBeLessThan(thinned.length + 400);
    const numbers = read.map((event) => event.step);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(thinned.filter((event) => !numbers.includes(event.step))).toEqual([]);
  });

  test("costs less than 20 microseconds a step", () => {
    const writer = new RecordWriter({ append: () => {} });
    const begin = performance.now();
    for (let n = 0; n < 100_000; n++) writer.write(step(n));
    expect((performance.now() - begin) / 100_000).toBeLessThan(0.02);
  });
});

describe("thinning", () => {
  const costs = fc.array(fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.constant(Number.NaN)), {
    maxLength: 300,
  });
  const small = { ends: 5, resolution: 3 };

  test("keeps the ends, the extremes and the first broken cost, in order", () => {
    fc.assert(
      fc.property(costs, (values) => {
        const steps = values.map((cost, n) => step(n, cost));
        const kept = thinSteps(steps, small);
        const numbers = kept.map((event) => event.step);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(kept.slice(0, 5)).toEqual(steps.slice(0, 5));
        expect(kept.slice(-5)).toEqual(steps.slice(-5));
        const finite = (events: readonly StepEvent[]): number[] =>
          events.map((event) => event.cost).filter(Number.isFinite);
        expect(Math.min(...finite(kept))).toBe(Math.min(...finite(steps)));
        expect(Math.max(...finite(kept))).toBe(Math.max(...finite(steps)));
        const broken = (events: readonly StepEvent[]): number | undefined =>
          events.find((event) => Number.isNaN(event.cost))?.step;
        expect(broken(kept)).toBe(broken(steps));
      }),
    );
  });

  test("leaves a million steps few enough to draw", () => {
    const steps = Array.from({ length: 1_000_000 }, (_, n) => step(n, Math.sin(n)));
    const kept = thinSteps(steps);
    expect(kept.length).toBeLessThan(2 * defaultThinning.ends + 2 * defaultThinning.resolution * Math.log(1e6));
    expect(kept.length).toBeGreaterThan(2000);
  });

  test("keeps every step of a run of 400", () => {
    const steps = Array.from({ length: 400 }, (_, n) => step(n));
    expect(thinSteps(steps)).toEqual(steps);
  });
});

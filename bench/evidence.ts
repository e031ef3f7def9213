/**
 * @file What the evidence costs that `train` gathers all the time: runs with health measurements and the live monitor
 * beside runs without, in turns, each in a process of its own as `train` is, and the monitor's own share.
 * `node --import ./dist/cli/typescript.js bench/evidence.ts`, after a build.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ortNodeEngine } from "evenkeel";
import { loadDataset } from "../src/data/node/load.ts";
import { Monitor } from "../src/doctor/live/monitor.ts";
import { parseExperiment } from "../src/experiment/parse.ts";
import { planExperiment } from "../src/train/plan.ts";
import { runTraining } from "../src/train/run.ts";
import { startEvent } from "../src/train/startEvent.ts";
import { layerSizes } from "./workload.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    threads: { type: "string", default: "2" },
    /** One turn, for this file itself: "on" or "off", and the number of the work. */
    turn: { type: "string" },
    work: { type: "string", default: "0" },
  },
});

interface Work {
  readonly name: string;
  readonly limit: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly hidden: readonly number[];
}

const works: readonly Work[] = [
  { name: "60,000 images, batch 128", limit: 60_000, batchSize: 128, epochs: 1, hidden: layerSizes.slice(1, -1) },
  { name: "60,000 images, batch 32", limit: 60_000, batchSize: 32, epochs: 1, hidden: [128] },
  { name: "1,000 images, batch 32", limit: 1000, batchSize: 32, epochs: 30, hidden: [32] },
];

interface Spent {
  /** Of the whole run, by the clock, from the first program that is built. */
  readonly seconds: number;
  /** Of the whole run, of all threads: what other programs do on the machine hardly changes it. */
  readonly processor: number;
  /** By the clock, of the monitor. */
  readonly monitor: number;
}

async function train(work: Work, watched: boolean): Promise<Spent> {
  const experiment = parseExperiment({
    data: { source: "mnist", inputScaling: "unit", limit: work.limit },
    model: [
      ...work.hidden.map((units) => ({ type: "dense", units, activation: "relu", init: "he-normal" })),
      { type: "dense", units: 10 },
    ],
    loss: "softmax-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.001 },
    batchSize: work.batchSize,
    epochs: work.epochs,
    metrics: ["loss"],
  });
  const engine = await ortNodeEngine({ threads: Number(options.threads) });
  const dataset = loadDataset(experiment.data, { baseFolder: ".", seed: 0, precision: "float32" });
  const plan = planExperiment(experiment, dataset);
  const monitor = watched ? new Monitor() : null;
  monitor?.observe(startEvent({ experiment, dataset, plan, engine, resumedAt: 0 }));
  let spent = 0;
  const before = process.cpuUsage();
  const began = performance.now();
  await runTraining(engine, plan.blueprint, plan.data, {
    health: watched,
    observe: (event) => {
      if (!monitor || event.t === "progress") return;
      const start = performance.now();
      monitor.observe(event);
      spent += performance.now() - start;
    },
  });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  await engine.dispose();
  return { seconds, processor: (user + system) / 1e6, monitor: spent / 1000 };
}

/** In a process of its own: a warm one builds the program that measures three times as fast. */
function turnOf(work: number, turn: "on" | "off"): Spent {
  const loader = fileURLToPath(new URL("../dist/cli/typescript.js", import.meta.url));
  const flags = ["--turn", turn, "--work", String(work), "--threads", options.threads];
  const args = ["--import", loader, fileURLToPath(import.meta.url), ...flags];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Spent;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const more = (withAll: number, without: number): string => `${(100 * (withAll / without - 1)).toFixed(1)}%`;

function compare(number: number): string {
  const turns = Array.from({ length: Number(options.rounds) }, (_, round) => {
    if (round % 2 === 0) return { off: turnOf(number, "off"), on: turnOf(number, "on") };
    return { on: turnOf(number, "on"), off: turnOf(number, "off") };
  });
  const of = (read: (turn: (typeof turns)[number]) => number): number => median(turns.map(read));
  const [off, on] = [of((turn) => turn.off.seconds), of((turn) => turn.on.seconds)];
  const [offProcessor, onProcessor] = [of((turn) => turn.off.processor), of((turn) => turn.on.processor)];
  const monitor = of((turn) => turn.on.monitor / turn.on.seconds);
  return [
    `${works[number]!.name}: by the clock ${off.toFixed(3)} s without and ${on.toFixed(3)} s with evidence (${more(on, off)})`,
    `processor time ${offProcessor.toFixed(3)} and ${onProcessor.toFixed(3)} s (${more(onProcessor, offProcessor)})`,
    `the monitor ${(100 * monitor).toFixed(2)}%`,
  ].join("; ");
}

if (options.turn) console.log(JSON.stringify(await train(works[Number(options.work)]!, options.turn === "on")));
else for (const number of works.keys()) console.log(compare(number));

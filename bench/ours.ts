/** @file Our contestant: the same options and the same line of JSON as the programs in peers/. */
import { parseArgs } from "node:util";
import {
  dense,
  experimentOf,
  fitWith,
  type LoopEvent,
  loadDataset,
  matmul,
  ortNodeEngine,
  sequential,
  trace,
} from "evenkeel";
import { layerSizes, type Measured } from "./workload.ts";

const { values: options } = parseArgs({
  options: {
    batch: { type: "string", default: "128" },
    optimizer: { type: "string", default: "sgd" },
    threads: { type: "string", default: "2" },
    epochs: { type: "string", default: "1" },
    limit: { type: "string", default: "60000" },
    seed: { type: "string", default: "0" },
    health: { type: "boolean", default: true },
    gemm: { type: "boolean", default: false },
    "time-to-accuracy": { type: "string" },
  },
  allowNegative: true,
});

const threads = Number(options.threads);
const engine = await ortNodeEngine({ threads });
const base = { peer: "evenkeel", version: `onnxruntime ${engine.facts.version}`, threads };
const print = (line: Measured): void => console.log(JSON.stringify(line));

const network = sequential(
  ...layerSizes.slice(1, -1).map((units) => dense(units, "relu", { init: "he-normal" })),
  dense(10, "linear", { init: "he-normal" }),
);
const standardised = { mean: 0.1307 * 255, std: 0.3081 * 255 };
const common = { loss: { name: "softmax-cross-entropy" }, seed: Number(options.seed) };

const optimizerSettings: Readonly<Record<string, object>> = {
  sgd: { name: "sgd", learningRate: 0.05 },
  momentum: { name: "sgd", learningRate: 0.01, momentum: 0.9 },
  adam: { name: "adam", learningRate: 0.001 },
};

async function gemm(): Promise<void> {
  const n = 2048;
  const side = { shape: [n, n], dtype: "float32" } as const;
  const { graph } = trace(({ a, b }) => matmul(a, b).sum(), { a: side, b: side });
  const executable = await engine.compile({ name: "gemm", graph, state: new Map(), perStep: [], resident: ["a", "b"] });
  const matrix = { ...side, data: new Float32Array(n * n).fill(0.5) };
  await executable.bind({ a: matrix, b: matrix });
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 12; i++) {
    const start = performance.now();
    await executable.run(1);
    best = Math.min(best, performance.now() - start);
  }
  print({ ...base, gemmGflops: (2 * n ** 3) / best / 1e6 });
}

async function epochs(): Promise<void> {
  const batch = options.batch === "full" ? "full" : Number(options.batch);
  const data = { source: "mnist", inputScaling: standardised, limit: Number(options.limit) };
  // The first epoch warms up: it is not reported.
  const experiment = experimentOf(network, data, {
    ...common,
    optimizer: optimizerSettings[options.optimizer],
    batchSize: batch,
    epochs: Number(options.epochs) + 1,
    metrics: ["loss"],
  });
  const seconds: number[] = [];
  let cost = Number.NaN;
  const onEvent = (event: LoopEvent): void => {
    if (event.t !== "epoch") return;
    seconds.push(event.seconds);
    cost = event.cost;
  };
  await fitWith(engine, network, loadDataset(experiment.data, { baseFolder: ".", seed: 0 }), experiment, {
    onEvent,
    health: options.health,
  });
  print({
    ...base,
    batch,
    optimizer: options.optimizer,
    secondsPerEpoch: seconds.slice(1),
    finalLoss: cost,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  });
}

async function timeToAccuracy(): Promise<void> {
  const experiment = experimentOf(
    network,
    { source: "mnist", inputScaling: standardised },
    {
      ...common,
      optimizer: { name: "adamw", learningRate: 0.004, beta2: 0.99, weightDecay: 0.1, schedule: { name: "one-cycle" } },
      batchSize: 256,
      epochs: 3,
    },
  );
  let training = 0;
  const onEvent = (event: LoopEvent): void => {
    if (event.t === "epoch") training += event.seconds;
  };
  const dataset = loadDataset(experiment.data, { baseFolder: ".", seed: experiment.seed });
  const { metrics } = await fitWith(engine, network, dataset, experiment, { onEvent });
  print({ ...base, seconds: training, testAccuracy: metrics.test?.accuracy ?? Number.NaN });
}

try {
  if (options.gemm) await gemm();
  else if (options["time-to-accuracy"]) await timeToAccuracy();
  else await epochs();
} finally {
  await engine.dispose();
}

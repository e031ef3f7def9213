/** @file Our contestant in a worker of the page: `runTraining` with everything that watches a run, timed by its calls. */
import { type Dataset, identity } from "../../src/data/dataset.ts";
import { imageExamples } from "../../src/data/readers/images.ts";
import { inputAffine } from "../../src/data/scaling.ts";
import { firstExamples } from "../../src/data/split.ts";
import { ortWebEngine } from "../../src/engine/ort-web/index.ts";
import { parseExperiment } from "../../src/experiment/parse.ts";
import { planExperiment } from "../../src/train/plan.ts";
import { runTraining } from "../../src/train/run.ts";
import { layerSizes } from "../workload.ts";
import type { BrowserJob, BrowserResult } from "./job.ts";

const scope = globalThis as unknown as {
  onmessage: (event: { data: BrowserJob }) => void;
  postMessage(message: unknown): void;
};

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ result: await measure(data) });
  } catch (error) {
    scope.postMessage({ error: error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : String(error) });
  }
};

const experimentFor = ({ batch, examples }: BrowserJob) =>
  parseExperiment({
    data: { source: "mnist", limit: examples, inputScaling: { mean: 0.1307 * 255, std: 0.3081 * 255 } },
    model: [
      ...layerSizes.slice(1, -1).map((units) => ({ type: "dense", units, activation: "relu", init: "he-normal" })),
      { type: "dense", units: 10, activation: "linear", init: "he-normal" },
    ],
    loss: "softmax-cross-entropy",
    optimizer: { name: "sgd", learningRate: 0.05 },
    batchSize: batch,
    epochs: 1000,
    metrics: ["loss"],
  });

const fetchBytes = async (name: string): Promise<{ file: string; bytes: Uint8Array }> => ({
  file: name,
  bytes: new Uint8Array(await (await fetch(`/mnist/${name}`)).arrayBuffer()),
});

class Enough extends Error {}

async function measure(job: BrowserJob): Promise<BrowserResult> {
  const { device, threads, batch, warmup, seconds } = job;
  const experiment = experimentFor(job);
  const images = await fetchBytes("train-images-idx3-ubyte");
  const labels = await fetchBytes("train-labels-idx1-ubyte");
  const train = firstExamples(imageExamples(images, labels, 10, "float32"), job.examples);
  const dataset: Dataset = {
    name: "mnist",
    train,
    inputScaling: inputAffine(experiment.data.inputScaling, train.inputs, true),
    targetScaling: identity,
    files: [],
  };
  const { blueprint, data } = planExperiment(experiment, dataset);
  const engine = await ortWebEngine({ device, threads, files: "/ort/", inThread: true });
  const costs: number[] = [];
  let began: { readonly time: number; readonly step: number } | null = null;
  let last = { time: 0, step: 0 };
  let best = Number.POSITIVE_INFINITY;
  try {
    await runTraining(engine, blueprint, data, {
      mostSteps: () => Math.max(1, Math.round(job.call / batch)),
      observe: (event) => {
        if (event.t === "step") costs.push(event.cost);
        if (event.t !== "progress") return;
        const now = { time: performance.now() / 1000, step: event.step };
        if (event.step < warmup) return;
        if (began) best = Math.min(best, (now.time - last.time) / (now.step - last.step));
        began ??= now;
        last = now;
        if (now.step > began.step && now.time - began.time >= seconds) throw new Enough();
      },
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  await engine.dispose();
  const tail = costs.slice(-10);
  const from = began ?? last;
  return {
    version: `onnxruntime-web ${engine.facts.version}`,
    secondsPerStep: (last.time - from.time) / (last.step - from.step),
    bestSecondsPerStep: best,
    steps: last.step - from.step,
    cost: tail.reduce((a, b) => a + b, 0) / tail.length,
    notes: `${engine.facts.threads} threads of WebAssembly${device === "webgpu" ? `, ${engine.facts.adapter}` : `, batch ${batch}`}`,
  };
}

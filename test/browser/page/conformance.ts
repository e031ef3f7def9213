/** @file Runs the engines' suite in this thread. */
import type { Engine } from "../../../src/engine/engine.ts";
import { engineTests } from "../../conformance/engines/suite.ts";
import { cpuTraits, webGpuTraits } from "../../conformance/engines/traits.ts";
import type { ConformanceReport, Job } from "../jobs.ts";

export async function runConformance(engine: Engine, { device }: Job["engine"]): Promise<ConformanceReport> {
  const failures: Record<string, string | null> = {};
  for (const { name, run } of engineTests(device === "webgpu" ? webGpuTraits : cpuTraits)) {
    failures[name] = await failureOf(run, engine);
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

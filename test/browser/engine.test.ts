/** @file The engine in a browser, on WebAssembly and on WebGPU in software: the same suite as every engine. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineTests, type Traits } from "../conformance/engines/suite.ts";
import { cpuTraits, webGpuTraits } from "../conformance/engines/traits.ts";
import { chromiumPath, withoutChromium } from "./chromium.ts";
import type { ConformanceReport, Job } from "./jobs.ts";
import { type BrowserSession, startSession } from "./session.ts";
import { ortFiles } from "./site.ts";

interface Place {
  readonly title: string;
  readonly traits: Traits;
  readonly isolated: boolean;
  readonly job: Job<"conformance">;
  readonly facts: Readonly<Record<string, unknown>>;
}

const places: readonly Place[] = [
  {
    title: "WebAssembly, called from a page that is not isolated, with files that the bundler found",
    traits: cpuTraits,
    isolated: false,
    job: { kind: "conformance", engine: { device: "wasm", threads: 2 }, from: "page" },
    facts: { provider: "wasm", threads: 1, crossOriginIsolated: false, oneThread: expect.stringContaining("COOP") },
  },
  {
    title: "WebAssembly with two threads, in a worker of an isolated page",
    traits: cpuTraits,
    isolated: true,
    job: { kind: "conformance", engine: { device: "wasm", threads: 2, files: ortFiles }, from: "worker" },
    facts: { provider: "wasm", threads: 2, crossOriginIsolated: true },
  },
  {
    title: "WebGPU in a worker",
    traits: webGpuTraits,
    isolated: true,
    job: { kind: "conformance", engine: { device: "webgpu", files: ortFiles }, from: "worker" },
    facts: { provider: "webgpu", threads: 1, adapter: expect.stringMatching(/./) },
  },
];

if (chromiumPath === null) {
  console.warn(`The engine was not tested in a browser: ${withoutChromium}`);
  test.skip("the engine was not tested in a browser: there is no Chromium", () => {});
} else {
  let session: BrowserSession;
  beforeAll(async () => {
    session = await startSession();
  });
  afterAll(() => session?.close());

  describe.each(places)("$title", ({ traits, isolated, job, facts }) => {
    let report: ConformanceReport;
    beforeAll(async () => {
      report = await session.perform(job, isolated);
    });

    test("its facts tell what it runs on", () => expect(report.facts).toMatchObject(facts));

    for (const { name } of engineTests(traits)) test(name, () => expect(report.failures[name]).toBeNull());
  });
}

/** @file The engine in a browser, on WebAssembly and on WebGPU in software: the same suite as every engine. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineTests, type Traits } from "../conformance/engines/suite.ts";
import { cpuTraits, webGpuTraits } from "../conformance/engines/traits.ts";
import { chromiumPath, launchChromium, withoutChromium } from "./chromium.ts";
import type { ConformanceJob, ConformanceReport, Job, Report } from "./jobs.ts";
import { ortFiles, type Site, startSite } from "./site.ts";

interface Place {
  readonly title: string;
  readonly traits: Traits;
  readonly isolated: boolean;
  readonly job: ConformanceJob;
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
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const perform = async (job: Job, isolated: boolean): Promise<Report> => {
    const page = await browser.newPage();
    page.on("console", (message) => console.log(message.text()));
    page.on("pageerror", (error) => console.log(error));
    await page.goto(isolated ? site.isolated : site.plain);
    const report = await page.evaluate(
      (given) => (globalThis as unknown as { perform(job: Job): Promise<Report> }).perform(given),
      job,
    );
    await page.close();
    return report;
  };

  describe.each(places)("$title", ({ traits, isolated, job, facts }) => {
    let report: ConformanceReport;
    beforeAll(async () => {
      report = await perform(job, isolated);
    });

    test("its facts tell what it runs on", () => expect(report.facts).toMatchObject(facts));

    for (const { name } of engineTests(traits)) test(name, () => expect(report.failures[name]).toBeNull());
  });
}

/** @file `train --device webgpu` through the built command line, on the machine's GPU or the software that stands for one. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, eventsOf, type Finished, smallExperiment, temporaryFolder } from "../slow/cli.ts";
import { mismatch, tolerances } from "../tolerance.ts";

const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";
const env: Record<string, string> = existsSync(softwareDriver) ? { VK_ICD_FILENAMES: softwareDriver } : {};

const train = (cwd: string, ...args: string[]): Promise<Finished> => cli(["train", ...args], { cwd, env });

const first = temporaryFolder();
const started = await train(first, smallExperiment(first), "--device", "webgpu", "--json", "--out", "gpu");

if (started.stderr.includes("WebGPU is not available here")) {
  console.warn(`train --device webgpu was not tested.\n${started.stderr}`);
  test.skip("train --device webgpu was not tested: there is no adapter", () => {});
} else {
  const costs = (run: Finished): number[] =>
    eventsOf(run).flatMap((event) => (event.t === "step" ? [Number(event.cost)] : []));

  test("the costs are those of the CPU, and the record names the provider", async () => {
    const native = await train(first, "small.json", "--threads", "1", "--json", "--out", "cpu");
    expect([started.code, native.code]).toEqual([0, 0]);
    expect(costs(native)).toHaveLength(40);
    expect(mismatch(costs(started), costs(native), tolerances.float32.rounding.gradient)).toBeNull();
    expect(eventsOf(started)[0]).toMatchObject({ t: "start", engineFacts: { engine: "ort-node", provider: "webgpu" } });
  });

  test("a resumed run stays on the GPU and goes on as if it had not stopped", async () => {
    const cwd = temporaryFolder();
    const whole = ["--device", "webgpu", "--json"];
    await train(cwd, smallExperiment(cwd, { epochs: 2 }), ...whole, "--out", "part");
    const rest = await train(cwd, "--resume", "part", "--epochs", "5", "--json");
    expect(rest.code, rest.stderr).toBe(0);
    expect(eventsOf(rest)[0]).toMatchObject({ t: "start", engineFacts: { provider: "webgpu" } });
    expect(costs(rest)).toEqual(costs(started).slice(16));
  });

  test("a run that diverges on the GPU stops and names the op", async () => {
    const cwd = temporaryFolder();
    const rate = { optimizer: { name: "sgd", learningRate: 1e25 } };
    const { code, stderr } = await train(cwd, smallExperiment(cwd, rate), "--device", "webgpu", "--out", "far");
    expect(code).toBe(3);
    expect(stderr).toContain("training diverged");
    expect(stderr).toMatch(/op {5}\w+ gave (Infinity|NaN)/);
  });
}

test("float64 on WebGPU is refused before anything is written", async () => {
  const cwd = temporaryFolder();
  const { code, stderr } = await train(cwd, smallExperiment(cwd), "--device", "webgpu", "--precision", "float64");
  expect(code).toBe(2);
  expect(stderr).toContain("WebGPU cannot train in float64");
  expect(existsSync(join(cwd, "runs"))).toBe(false);
});

test("without a GPU that is said, and how to go on", async () => {
  const cwd = temporaryFolder();
  const { code, stderr } = await cli(["train", smallExperiment(cwd), "--device", "webgpu"], {
    cwd,
    env: { VK_ICD_FILENAMES: join(cwd, "none.json"), VK_DRIVER_FILES: join(cwd, "none.json") },
  });
  expect(code).toBe(1);
  expect(stderr).toContain("WebGPU is not available here");
  expect(stderr).toContain("train with --device cpu");
});

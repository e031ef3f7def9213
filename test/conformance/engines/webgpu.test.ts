/** @file ONNX Runtime in Node on WebGPU: on the machine's GPU, or on the software driver that Chromium brings. */
import { existsSync } from "node:fs";
import { afterAll, describe, test } from "vitest";
import type { Engine } from "../../../src/engine/engine.ts";
import { ortNodeEngine } from "../../../src/engine/ort-node/index.ts";
import type { EvenkeelError } from "../../../src/util/errors.ts";
import { engineTests } from "./suite.ts";
import { webGpuTraits } from "./traits.ts";

const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (existsSync(softwareDriver)) process.env.VK_ICD_FILENAMES ??= softwareDriver;

let reason = "";
const engine: Engine | null = await ortNodeEngine({ device: "webgpu", inProcess: true }).catch(
  (error: EvenkeelError) => {
    reason = error.render();
    return null;
  },
);

if (!engine) {
  console.warn(`ort-node on WebGPU was not tested.\n${reason}`);
  test.skip("ort-node on WebGPU was not tested: there is no adapter", () => {});
} else {
  afterAll(() => engine.dispose());
  describe("ort-node webgpu", () => {
    for (const { name, run } of engineTests(webGpuTraits)) test(name, () => run(engine));
  });
}

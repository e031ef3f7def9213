/** @file ONNX Runtime in Node on WebGPU: on the machine's GPU, or on the software driver that Chromium brings. */
import { existsSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { Engine } from "../../../src/engine/engine.ts";
import { ortNodeEngine } from "../../../src/engine/ort-node/index.ts";
import { makeNode, type Node, withOrigin } from "../../../src/graph/node.ts";
import type { OpDef } from "../../../src/graph/op.ts";
import { add } from "../../../src/ops/add.ts";
import { input } from "../../../src/ops/input.ts";
import { sigmoidOp } from "../../../src/ops/sigmoid.ts";
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

  test("an op without a kernel there is refused by name and line, and does not run on the CPU", async () => {
    const softsign: OpDef<null> = { ...sigmoidOp, name: "softsign", onnx: (b, inputs) => b.op("Softsign", inputs) };
    const x = input("x", "float32", [4]);
    const origin = { site: { file: "model.ts", line: 12, column: 5 }, via: [] };
    const bent: Node = withOrigin(origin, () => makeNode(softsign, [add(x, x)], null));
    const program = {
      name: "bent",
      graph: { inputs: [x], outputs: new Map([["y", bent]]) },
      state: new Map(),
      perStep: [],
      resident: ["x"],
    };
    await expect(engine.compile(program)).rejects.toMatchObject({
      message: "softsign cannot run on WebGPU, and would run on the CPU instead",
      detail: { where: "softsign at model.ts:12:5" },
    });
  });
}

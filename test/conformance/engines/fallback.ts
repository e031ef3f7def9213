/** @file What WebGPU has no kernel for is refused by name: ONNX Runtime would run it on the CPU without a word. */
import type { Program } from "../../../src/engine/engine.ts";
import { makeNode, withOrigin } from "../../../src/graph/node.ts";
import type { OpDef } from "../../../src/graph/op.ts";
import { add } from "../../../src/ops/add.ts";
import { input } from "../../../src/ops/input.ts";
import { sigmoidOp } from "../../../src/ops/sigmoid.ts";
import { EvenkeelError } from "../../../src/util/errors.ts";
import { claim } from "./claim.ts";
import type { EngineTest } from "./suite.ts";

export const fallbackTests: readonly EngineTest[] = [
  {
    name: "an op without a kernel is refused by its name and line",
    run: async (engine) => {
      const error: unknown = await engine.compile(bentProgram()).catch((reason: unknown) => reason);
      claim(error instanceof EvenkeelError, `it was taken: ${String(error)}`);
      claim(error.message.startsWith("softsign cannot run on WebGPU"), error.message);
      claim(error.detail.where === "softsign at model.ts:12:5", `its line is not said: ${error.detail.where}`);
    },
  },
];

function bentProgram(): Program {
  const softsign: OpDef<null> = { ...sigmoidOp, name: "softsign", onnx: (b, inputs) => b.op("Softsign", inputs) };
  const x = input("x", "float32", [4]);
  const origin = { site: { file: "model.ts", line: 12, column: 5 }, via: [] };
  const bent = withOrigin(origin, () => makeNode(softsign, [add(x, x)], null));
  return {
    name: "bent",
    graph: { inputs: [x], outputs: new Map([["y", bent]]) },
    state: new Map(),
    perStep: [],
    resident: ["x"],
  };
}

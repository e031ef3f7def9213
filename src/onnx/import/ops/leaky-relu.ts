/** @file ONNX LeakyRelu. */
import { leakyRelu } from "../../../ops/leakyRelu.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { unaryImporter } from "./_elementwise.ts";

export const leakyReluImporter: Importer = unaryImporter(
  "LeakyRelu",
  (x, node) => leakyRelu(x, node.float("alpha", Math.fround(0.01))),
  [
    { opset: 7, inputs: [{ shape: [2, 3] }] },
    { opset: 16, attributes: [floatAttribute("alpha", 0.25)], inputs: [{ shape: [2, 3] }] },
  ],
);

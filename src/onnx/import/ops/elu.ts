/** @file ONNX Elu. */
import { elu } from "../../../ops/elu.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { unaryImporter } from "./_elementwise.ts";

export const eluImporter: Importer = unaryImporter("Elu", (x, node) => elu(x, node.float("alpha", 1)), [
  { opset: 7, inputs: [{ shape: [2, 3] }] },
  { opset: 7, attributes: [floatAttribute("alpha", 0.5)], inputs: [{ shape: [2, 3] }] },
]);

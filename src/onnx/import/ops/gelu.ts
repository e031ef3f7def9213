/** @file ONNX Gelu. */
import { gelu } from "../../../ops/gelu.ts";
import type { Importer } from "../_importer.ts";
import { textAttribute } from "./_attributes.ts";
import { unaryImporter } from "./_elementwise.ts";

export const geluImporter: Importer = unaryImporter(
  "Gelu",
  (x, node) => {
    const approximate = node.text("approximate", "none");
    return approximate === "none" || approximate === "tanh"
      ? gelu(x, approximate)
      : node.unknown(`approximate is "${approximate}"`, [x]);
  },
  [
    { opset: 20, inputs: [{ shape: [2, 3] }] },
    { opset: 20, attributes: [textAttribute("approximate", "tanh")], inputs: [{ shape: [2, 3] }] },
  ],
);

/** @file com.microsoft BiasGelu. */
import { add } from "../../../ops/add.ts";
import { gelu } from "../../../ops/gelu.ts";
import type { Importer } from "../_importer.ts";
import { microsoft } from "./_microsoft.ts";

export const microsoftBiasGeluImporter: Importer = {
  opType: "BiasGelu",
  domain: microsoft,
  import: (node) => gelu(add(node.input(0), node.input(1))),
  samples: [{ opset: 1, inputs: [{ shape: [2, 3] }, { shape: [3] }] }],
};

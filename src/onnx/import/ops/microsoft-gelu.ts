/** @file com.microsoft Gelu. */
import { gelu } from "../../../ops/gelu.ts";
import type { Importer } from "../_importer.ts";
import { microsoft } from "./_microsoft.ts";

export const microsoftGeluImporter: Importer = {
  opType: "Gelu",
  domain: microsoft,
  import: (node) => gelu(node.input(0)),
  samples: [{ opset: 1, inputs: [{ shape: [2, 3] }] }],
};

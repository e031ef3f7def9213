/** @file com.microsoft FastGelu: gelu by tanh, with an optional bias. */
import { add } from "../../../ops/add.ts";
import { gelu } from "../../../ops/gelu.ts";
import type { Importer } from "../_importer.ts";
import { microsoft } from "./_microsoft.ts";

export const microsoftFastGeluImporter: Importer = {
  opType: "FastGelu",
  domain: microsoft,
  import: (node) => {
    const bias = node.optional(1);
    return gelu(bias ? add(node.input(0), bias) : node.input(0), "tanh");
  },
  samples: [
    { opset: 1, inputs: [{ shape: [2, 3] }] },
    { opset: 1, inputs: [{ shape: [2, 3] }, { shape: [3] }] },
  ],
};

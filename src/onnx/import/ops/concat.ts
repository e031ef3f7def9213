/** @file ONNX Concat. */
import { concat } from "../../../ops/concat.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

export const concatImporter: Importer = {
  opType: "Concat",
  import: (node) => concat(node.inputs(), node.int("axis")),
  samples: [
    { opset: 7, attributes: [intAttribute("axis", 1)], inputs: [{ shape: [2, 3] }, { shape: [2, 1] }] },
    { opset: 13, attributes: [intAttribute("axis", -2)], inputs: [{ shape: [2, 3] }, { shape: [1, 3] }] },
  ],
};

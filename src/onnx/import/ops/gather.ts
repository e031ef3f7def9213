/** @file ONNX Gather. */
import { gather } from "../../../ops/gather.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";

export const gatherImporter: Importer = {
  opType: "Gather",
  import: (node) => gather(node.input(0), node.input(1), node.int("axis", 0)),
  samples: [
    { opset: 11, inputs: [{ shape: [4, 3] }, { shape: [2, 2], dtype: "int64", domain: [-4, 3] }] },
    {
      opset: 13,
      attributes: [intAttribute("axis", -1)],
      inputs: [{ shape: [2, 3, 4] }, { shape: [], dtype: "int32", domain: [0, 3] }],
    },
  ],
};

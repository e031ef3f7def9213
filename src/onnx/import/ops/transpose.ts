/** @file ONNX Transpose. */
import { transpose } from "../../../ops/transpose.ts";
import type { Importer } from "../_importer.ts";
import { intsAttribute } from "./_attributes.ts";

export const transposeImporter: Importer = {
  opType: "Transpose",
  import: (node) => transpose(node.input(0), node.has("perm") ? node.ints("perm") : undefined),
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3, 4] }] },
    { opset: 13, attributes: [intsAttribute("perm", [0, 2, 1])], inputs: [{ shape: [2, 3, 4] }] },
  ],
};

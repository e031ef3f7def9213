/** @file ONNX GatherElements. */

import type { Importer } from "../_importer.ts";
import { gatherElements } from "../foreign/gatherElements.ts";
import { intAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";

export const gatherElementsImporter: Importer = {
  opType: "GatherElements",
  import: (node) => {
    const x = node.input(0);
    return gatherElements(x, node.input(1), axisOf(node, x, 0));
  },
  samples: [
    { opset: 11, inputs: [{ shape: [4, 3] }, { shape: [2, 3], dtype: "int64", domain: [-4, 3] }] },
    {
      opset: 13,
      attributes: [intAttribute("axis", -1)],
      inputs: [{ shape: [2, 4] }, { shape: [2, 5], dtype: "int32", domain: [0, 3] }],
    },
  ],
};

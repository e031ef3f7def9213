/** @file ONNX TopK. */

import type { Importer } from "../_importer.ts";
import { gatherElements } from "../foreign/gatherElements.ts";
import { topKIndices } from "../foreign/topKIndices.ts";
import { intAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";

export const topKImporter: Importer = {
  opType: "TopK",
  import: (node) => {
    const x = node.input(0);
    const k = node.opset < 10 ? node.int("k") : node.requiredNumbers(1, "the number of elements")[0]!;
    const axis = axisOf(node, x, -1);
    const indices = topKIndices(x, { k, axis, largest: node.int("largest", 1) === 1, dtype: "int64" });
    return [gatherElements(x, indices, axis), indices];
  },
  samples: [
    { opset: 7, attributes: [intAttribute("k", 2)], inputs: [{ shape: [2, 4] }], outputs: 2 },
    {
      opset: 11,
      attributes: [intAttribute("axis", 0), intAttribute("largest", 0)],
      inputs: [{ shape: [4, 3] }, { shape: [1], dtype: "int64", values: [3], constant: true }],
      outputs: 2,
    },
  ],
};

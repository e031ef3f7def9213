/** @file ONNX ScatterND. */

import type { Importer } from "../_importer.ts";
import { scatterND } from "../foreign/scatterND.ts";
import { textAttribute } from "./_attributes.ts";
import { reductionOf } from "./_scatter.ts";

export const scatterNdImporter: Importer = {
  opType: "ScatterND",
  import: (node) => scatterND(node.input(0), node.input(1), node.input(2), reductionOf(node)),
  samples: [
    { opset: 11, inputs: [{ shape: [4, 3] }, { shape: [2, 1], dtype: "int64", values: [2, 0] }, { shape: [2, 3] }] },
    {
      opset: 16,
      attributes: [textAttribute("reduction", "mul")],
      inputs: [{ shape: [4, 3] }, { shape: [3, 2], dtype: "int64", values: [2, 0, 1, 1, 2, 0] }, { shape: [3] }],
    },
  ],
};

/** @file ONNX Scatter: the name of ScatterElements before opset 11. */
import type { Importer } from "../_importer.ts";
import { scatterAlongAxis } from "./scatter-elements.ts";

export const scatterImporter: Importer = {
  opType: "Scatter",
  import: scatterAlongAxis,
  samples: [
    {
      opset: 9,
      inputs: [{ shape: [4, 3] }, { shape: [1, 3], dtype: "int64", values: [0, 3, 2] }, { shape: [1, 3] }],
    },
  ],
};

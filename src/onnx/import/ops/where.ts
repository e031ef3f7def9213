/** @file ONNX Where. */
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";

export const whereImporter: Importer = {
  opType: "Where",
  import: (node) => where(node.input(0), node.input(1), node.input(2)),
  samples: [
    { opset: 9, inputs: [{ shape: [2, 1], dtype: "bool", domain: [0, 1] }, { shape: [2, 3] }, { shape: [] }] },
    {
      opset: 16,
      inputs: [
        { shape: [4], dtype: "bool", domain: [0, 1] },
        { shape: [4], dtype: "int64" },
        { shape: [4], dtype: "int64" },
      ],
    },
  ],
};

/** @file ONNX Sub. */
import { sub } from "../../../ops/sub.ts";
import type { Importer } from "../_importer.ts";
import { binaryImporter } from "./_elementwise.ts";

export const subImporter: Importer = binaryImporter("Sub", sub, [
  { opset: 7, inputs: [{ shape: [2, 3] }, { shape: [3] }] },
  {
    opset: 14,
    inputs: [
      { shape: [2, 1], dtype: "int32", domain: [-9, 9] },
      { shape: [3], dtype: "int32", domain: [-9, 9] },
    ],
  },
]);

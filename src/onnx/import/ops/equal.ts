/** @file ONNX Equal. */
import { compare } from "../../../ops/compare.ts";
import type { Importer } from "../_importer.ts";
import { binaryImporter } from "./_elementwise.ts";

export const equalImporter: Importer = binaryImporter("Equal", (a, b) => compare("==", a, b), [
  {
    opset: 13,
    inputs: [
      { shape: [2, 3], edges: [1, 0.5] },
      { shape: [3], edges: [1, 0.25] },
    ],
  },
  {
    opset: 11,
    inputs: [
      { shape: [6], dtype: "int32", domain: [0, 2] },
      { shape: [6], dtype: "int32", domain: [0, 2] },
    ],
  },
]);

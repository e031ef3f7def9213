/** @file ONNX Xor. */
import { compare } from "../../../ops/compare.ts";
import type { Importer } from "../_importer.ts";
import { binaryImporter } from "./_elementwise.ts";

export const xorImporter: Importer = binaryImporter("Xor", (a, b) => compare("!=", a, b), [
  {
    opset: 7,
    inputs: [
      { shape: [2, 6], dtype: "bool", domain: [0, 1] },
      { shape: [6], dtype: "bool", domain: [0, 1] },
    ],
  },
]);

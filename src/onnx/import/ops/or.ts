/** @file ONNX Or. */
import { constantLike } from "../../../ops/constant.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { binaryImporter } from "./_elementwise.ts";

export const orImporter: Importer = binaryImporter("Or", (a, b) => where(a, constantLike(b, 1), b), [
  {
    opset: 7,
    inputs: [
      { shape: [2, 6], dtype: "bool", domain: [0, 1] },
      { shape: [6], dtype: "bool", domain: [0, 1] },
    ],
  },
]);

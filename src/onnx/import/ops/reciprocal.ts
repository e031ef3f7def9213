/** @file ONNX Reciprocal. */
import { reciprocal } from "../../../ops/reciprocal.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const reciprocalImporter: Importer = unaryImporter("Reciprocal", reciprocal, [
  { opset: 13, inputs: [{ shape: [2, 3], domain: [0.1, 5] }] },
]);

/** @file ONNX Sqrt. */
import { sqrt } from "../../../ops/sqrt.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const sqrtImporter: Importer = unaryImporter("Sqrt", sqrt, [
  { opset: 13, inputs: [{ shape: [2, 3], domain: [0.1, 5] }] },
]);

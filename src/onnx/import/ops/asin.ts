/** @file ONNX Asin. */

import type { Importer } from "../_importer.ts";
import { asin } from "../foreign/asin.ts";
import { unaryImporter } from "./_elementwise.ts";

export const asinImporter: Importer = unaryImporter("Asin", asin, [
  { opset: 7, inputs: [{ shape: [2, 3], domain: [-0.9, 0.9] }] },
]);

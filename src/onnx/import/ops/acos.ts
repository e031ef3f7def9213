/** @file ONNX Acos. */

import type { Importer } from "../_importer.ts";
import { acos } from "../foreign/acos.ts";
import { unaryImporter } from "./_elementwise.ts";

export const acosImporter: Importer = unaryImporter("Acos", acos, [
  { opset: 7, inputs: [{ shape: [2, 3], domain: [-0.9, 0.9] }] },
]);

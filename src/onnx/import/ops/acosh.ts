/** @file ONNX Acosh. */

import type { Importer } from "../_importer.ts";
import { acosh } from "../foreign/acosh.ts";
import { unaryImporter } from "./_elementwise.ts";

export const acoshImporter: Importer = unaryImporter("Acosh", acosh, [
  { opset: 9, inputs: [{ shape: [2, 3], domain: [1.1, 5] }] },
]);

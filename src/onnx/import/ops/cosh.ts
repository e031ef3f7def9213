/** @file ONNX Cosh. */

import type { Importer } from "../_importer.ts";
import { cosh } from "../foreign/cosh.ts";
import { unaryImporter } from "./_elementwise.ts";

export const coshImporter: Importer = unaryImporter("Cosh", cosh, [{ opset: 9, inputs: [{ shape: [2, 3] }] }]);

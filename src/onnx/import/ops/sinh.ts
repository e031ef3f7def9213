/** @file ONNX Sinh. */

import type { Importer } from "../_importer.ts";
import { sinh } from "../foreign/sinh.ts";
import { unaryImporter } from "./_elementwise.ts";

export const sinhImporter: Importer = unaryImporter("Sinh", sinh, [{ opset: 9, inputs: [{ shape: [2, 3] }] }]);

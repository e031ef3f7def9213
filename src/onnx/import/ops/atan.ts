/** @file ONNX Atan. */

import type { Importer } from "../_importer.ts";
import { atan } from "../foreign/atan.ts";
import { unaryImporter } from "./_elementwise.ts";

export const atanImporter: Importer = unaryImporter("Atan", atan, [{ opset: 7, inputs: [{ shape: [2, 3] }] }]);

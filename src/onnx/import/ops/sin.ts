/** @file ONNX Sin. */

import type { Importer } from "../_importer.ts";
import { sin } from "../foreign/sin.ts";
import { unaryImporter } from "./_elementwise.ts";

export const sinImporter: Importer = unaryImporter("Sin", sin, [{ opset: 7, inputs: [{ shape: [2, 3] }] }]);

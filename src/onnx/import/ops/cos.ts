/** @file ONNX Cos. */

import type { Importer } from "../_importer.ts";
import { cos } from "../foreign/cos.ts";
import { unaryImporter } from "./_elementwise.ts";

export const cosImporter: Importer = unaryImporter("Cos", cos, [{ opset: 7, inputs: [{ shape: [2, 3] }] }]);

/** @file ONNX Tan. */

import type { Importer } from "../_importer.ts";
import { tan } from "../foreign/tan.ts";
import { unaryImporter } from "./_elementwise.ts";

export const tanImporter: Importer = unaryImporter("Tan", tan, [{ opset: 7, inputs: [{ shape: [2, 3] }] }]);

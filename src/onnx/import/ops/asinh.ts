/** @file ONNX Asinh. */

import type { Importer } from "../_importer.ts";
import { asinh } from "../foreign/asinh.ts";
import { unaryImporter } from "./_elementwise.ts";

export const asinhImporter: Importer = unaryImporter("Asinh", asinh, [{ opset: 9, inputs: [{ shape: [2, 3] }] }]);

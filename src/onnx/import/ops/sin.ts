/** @file ONNX Sin. */
import { sin } from "../foreign/sin.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const sinImporter: Importer = unaryImporter("Sin", sin, [{ opset: 7, inputs: [{ shape: [2, 3] }] }]);

/** @file ONNX IsNaN. */

import type { Importer } from "../_importer.ts";
import { isNan } from "../foreign/isNaN.ts";
import { unaryImporter } from "./_elementwise.ts";

export const isNanImporter: Importer = unaryImporter("IsNaN", isNan, [
  { opset: 9, inputs: [{ shape: [4], values: [Number.NaN, Number.POSITIVE_INFINITY, 0, -1] }] },
]);

/** @file ONNX Atanh. */

import type { Importer } from "../_importer.ts";
import { atanh } from "../foreign/atanh.ts";
import { unaryImporter } from "./_elementwise.ts";

export const atanhImporter: Importer = unaryImporter("Atanh", atanh, [
  { opset: 9, inputs: [{ shape: [2, 3], domain: [-0.9, 0.9] }] },
]);

/** @file ONNX Log. */
import { log } from "../../../ops/log.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const logImporter: Importer = unaryImporter("Log", log, [
  { opset: 13, inputs: [{ shape: [2, 3], domain: [0.1, 5] }] },
]);

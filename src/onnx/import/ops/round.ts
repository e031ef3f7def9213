/** @file ONNX Round. */

import type { Importer } from "../_importer.ts";
import { round } from "../foreign/round.ts";
import { unaryImporter } from "./_elementwise.ts";

export const roundImporter: Importer = unaryImporter("Round", round, [
  { opset: 11, inputs: [{ shape: [8], edges: [0.5, 1.5, -0.5, -2.5, 1.25] }] },
]);

/** @file ONNX Neg. */
import { neg } from "../../../ops/neg.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const negImporter: Importer = unaryImporter("Neg", neg);

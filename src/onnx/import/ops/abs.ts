/** @file ONNX Abs. */
import { abs } from "../../../ops/abs.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const absImporter: Importer = unaryImporter("Abs", abs);

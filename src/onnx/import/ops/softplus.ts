/** @file ONNX Softplus. */
import { softplus } from "../../../ops/softplus.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const softplusImporter: Importer = unaryImporter("Softplus", softplus);

/** @file ONNX ReduceProd. */

import type { Importer } from "../_importer.ts";
import { prod } from "../foreign/prod.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceProdImporter: Importer = reductionImporter("ReduceProd", prod);

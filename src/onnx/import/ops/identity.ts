/** @file ONNX Identity. */

import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const identityImporter: Importer = unaryImporter("Identity", (x) => x);

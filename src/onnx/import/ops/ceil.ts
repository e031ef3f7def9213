/** @file ONNX Ceil. */

import type { Importer } from "../_importer.ts";
import { ceil } from "../foreign/ceil.ts";
import { unaryImporter } from "./_elementwise.ts";

export const ceilImporter: Importer = unaryImporter("Ceil", ceil);

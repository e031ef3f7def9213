/** @file ONNX GlobalAveragePool. */
import { mean } from "../../../ops/mean.ts";
import type { Importer } from "../_importer.ts";
import { globalImporter } from "./_global.ts";

export const globalAveragePoolImporter: Importer = globalImporter("GlobalAveragePool", mean);

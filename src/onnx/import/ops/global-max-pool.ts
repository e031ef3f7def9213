/** @file ONNX GlobalMaxPool. */
import { max } from "../../../ops/max.ts";
import type { Importer } from "../_importer.ts";
import { globalImporter } from "./_global.ts";

export const globalMaxPoolImporter: Importer = globalImporter("GlobalMaxPool", max);

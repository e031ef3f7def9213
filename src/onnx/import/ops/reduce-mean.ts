/** @file ONNX ReduceMean. */
import { mean } from "../../../ops/mean.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceMeanImporter: Importer = reductionImporter("ReduceMean", mean);

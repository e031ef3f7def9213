/** @file ONNX ReduceMin. */
import { min } from "../../../ops/min.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceMinImporter: Importer = reductionImporter("ReduceMin", min);

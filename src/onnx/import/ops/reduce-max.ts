/** @file ONNX ReduceMax. */
import { max } from "../../../ops/max.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceMaxImporter: Importer = reductionImporter("ReduceMax", max);

/** @file ONNX ReduceLogSumExp. */
import { logSumExp } from "../../../ops/logSumExp.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceLogSumExpImporter: Importer = reductionImporter("ReduceLogSumExp", logSumExp);

/** @file ONNX ReduceSum. */
import { sum } from "../../../ops/sum.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceSumImporter: Importer = reductionImporter("ReduceSum", sum);

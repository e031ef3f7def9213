/** @file ONNX ReduceL1. */
import { abs } from "../../../ops/abs.ts";
import { sum } from "../../../ops/sum.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceL1Importer: Importer = reductionImporter("ReduceL1", (x, options) => sum(abs(x), options));

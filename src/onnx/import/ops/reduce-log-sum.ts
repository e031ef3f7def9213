/** @file ONNX ReduceLogSum. */
import { log } from "../../../ops/log.ts";
import { sum } from "../../../ops/sum.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceLogSumImporter: Importer = reductionImporter(
  "ReduceLogSum",
  (x, options) => log(sum(x, options)),
  [0.1, 3],
);

/** @file ONNX ReduceSumSquare. */
import { square } from "../../../ops/square.ts";
import { sum } from "../../../ops/sum.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceSumSquareImporter: Importer = reductionImporter("ReduceSumSquare", (x, options) =>
  sum(square(x), options),
);

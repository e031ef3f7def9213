/** @file ONNX ReduceL2. */
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";
import { sum } from "../../../ops/sum.ts";
import type { Importer } from "../_importer.ts";
import { reductionImporter } from "./_reduction.ts";

export const reduceL2Importer: Importer = reductionImporter("ReduceL2", (x, options) => sqrt(sum(square(x), options)));

/** @file ONNX Mean. */
import { add } from "../../../ops/add.ts";
import { constantLike } from "../../../ops/constant.ts";
import { div } from "../../../ops/div.ts";
import type { Importer } from "../_importer.ts";
import { variadicImporter } from "./_variadic.ts";

export const meanImporter: Importer = variadicImporter("Mean", add, (sum, count) => div(sum, constantLike(sum, count)));

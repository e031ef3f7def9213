/** @file ONNX Softsign. */
import { abs } from "../../../ops/abs.ts";
import { add } from "../../../ops/add.ts";
import { constantLike } from "../../../ops/constant.ts";
import { div } from "../../../ops/div.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

// x / (1 + |x|)
export const softsignImporter: Importer = unaryImporter("Softsign", (x) => div(x, add(constantLike(x, 1), abs(x))));

/** @file ONNX PRelu. */
import { compare } from "../../../ops/compare.ts";
import { constantLike } from "../../../ops/constant.ts";
import { mul } from "../../../ops/mul.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { binaryImporter } from "./_elementwise.ts";

// x > 0 ? x : slope · x
export const pReluImporter: Importer = binaryImporter(
  "PRelu",
  (x, slope) => where(compare(">", x, constantLike(x, 0)), x, mul(x, slope)),
  [{ opset: 9, inputs: [{ shape: [2, 3, 2] }, { shape: [3, 1] }] }],
);

/** @file ONNX ThresholdedRelu. */
import { compare } from "../../../ops/compare.ts";
import { constantLike } from "../../../ops/constant.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

// x > α ? x : 0
export const thresholdedReluImporter: Importer = unaryImporter(
  "ThresholdedRelu",
  (x, node) => where(compare(">", x, constantLike(x, node.float("alpha", 1))), x, constantLike(x, 0)),
  [{ opset: 10, inputs: [{ shape: [2, 3] }] }],
);

/** @file ONNX Relu. */
import { isFloat } from "../../../graph/dtype.ts";
import { constantLike } from "../../../ops/constant.ts";
import { maximum } from "../../../ops/maximum.ts";
import { relu } from "../../../ops/relu.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

export const reluImporter: Importer = unaryImporter(
  "Relu",
  (x) => (isFloat(x.dtype) ? relu(x) : maximum(x, constantLike(x, 0))),
  [
    { opset: 13, inputs: [{ shape: [2, 3] }] },
    { opset: 14, inputs: [{ shape: [4], dtype: "int32", domain: [-5, 5] }] },
  ],
);

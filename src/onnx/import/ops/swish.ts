/** @file ONNX Swish. */
import { constantLike } from "../../../ops/constant.ts";
import { mul } from "../../../ops/mul.ts";
import { sigmoid } from "../../../ops/sigmoid.ts";
import { silu } from "../../../ops/silu.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

// x σ(αx)
export const swishImporter: Importer = unaryImporter(
  "Swish",
  (x, node) => {
    const alpha = node.float("alpha", 1);
    return alpha === 1 ? silu(x) : mul(x, sigmoid(mul(x, constantLike(x, alpha))));
  },
  [],
);

/** @file ONNX Celu. */
import { compare } from "../../../ops/compare.ts";
import { constantLike } from "../../../ops/constant.ts";
import { div } from "../../../ops/div.ts";
import { expm1 } from "../../../ops/expm1.ts";
import { minimum } from "../../../ops/minimum.ts";
import { mul } from "../../../ops/mul.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { unaryImporter } from "./_elementwise.ts";

// x > 0 ? x : α (e^(x/α) − 1)
export const celuImporter: Importer = unaryImporter(
  "Celu",
  (x, node) => {
    const alpha = constantLike(x, node.float("alpha", 1));
    const zero = constantLike(x, 0);
    return where(compare(">", x, zero), x, mul(alpha, expm1(div(minimum(x, zero), alpha))));
  },
  [{ opset: 12, attributes: [floatAttribute("alpha", 0.5)], inputs: [{ shape: [2, 3] }] }],
);

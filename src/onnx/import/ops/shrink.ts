/** @file ONNX Shrink. */
import { add } from "../../../ops/add.ts";
import { compare } from "../../../ops/compare.ts";
import { constantLike } from "../../../ops/constant.ts";
import { sub } from "../../../ops/sub.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { unaryImporter } from "./_elementwise.ts";

// x < −λ: x + bias, x > λ: x − bias, else 0
export const shrinkImporter: Importer = unaryImporter(
  "Shrink",
  (x, node) => {
    const lambda = node.float("lambd", 0.5);
    const bias = constantLike(x, node.float("bias", 0));
    const above = where(compare(">", x, constantLike(x, lambda)), sub(x, bias), constantLike(x, 0));
    return where(compare("<", x, constantLike(x, -lambda)), add(x, bias), above);
  },
  [{ opset: 9, attributes: [floatAttribute("bias", 0.25)], inputs: [{ shape: [2, 3] }] }],
);

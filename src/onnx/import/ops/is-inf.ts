/** @file ONNX IsInf. */

import type { Importer } from "../_importer.ts";
import { isInf } from "../foreign/isInf.ts";
import { intAttribute } from "./_attributes.ts";
import { unaryImporter } from "./_elementwise.ts";

const values = { shape: [4], values: [Number.NaN, Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY] } as const;

export const isInfImporter: Importer = unaryImporter(
  "IsInf",
  (x, node) =>
    isInf(x, { positive: node.int("detect_positive", 1) === 1, negative: node.int("detect_negative", 1) === 1 }),
  [
    { opset: 10, inputs: [values] },
    { opset: 10, attributes: [intAttribute("detect_negative", 0)], inputs: [values] },
  ],
);

/** @file ai.onnx.ml Binarizer: 1 above a threshold, else 0. */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { ml } from "./_ml.ts";

export const mlBinarizerImporter: Importer = {
  opType: "Binarizer",
  domain: ml,
  import: (node) => {
    const x = node.input(0);
    return cast(compare(">", x, scalarLike(x, node.float("threshold", 0))), x.dtype);
  },
  samples: [{ opset: 1, attributes: [floatAttribute("threshold", 0.5)], inputs: [{ shape: [2, 3] }] }],
};

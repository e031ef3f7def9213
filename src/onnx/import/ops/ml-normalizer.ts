/** @file ai.onnx.ml Normalizer: rows divided by their largest element, 1-norm or 2-norm; rows of zeros stay. */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { compare } from "../../../ops/compare.ts";
import { div } from "../../../ops/div.ts";
import { max } from "../../../ops/max.ts";
import { where } from "../../../ops/where.ts";
import type { Importer } from "../_importer.ts";
import { lpNormalize } from "../foreign/lpNormalize.ts";
import { textAttribute } from "./_attributes.ts";
import { asFloats, ml } from "./_ml.ts";

export const mlNormalizerImporter: Importer = {
  opType: "Normalizer",
  domain: ml,
  import: (node) => {
    const x = asFloats(node.input(0));
    const axis = x.shape.length - 1;
    const norm = node.text("norm", "MAX");
    if (norm !== "MAX") return lpNormalize(x, { axis, p: norm === "L1" ? 1 : 2 });
    const largest = max(x, { axes: axis, keepdims: true });
    return div(x, where(compare("==", largest, scalarLike(x, 0)), scalarLike(x, 1), largest));
  },
  samples: ["MAX", "L1", "L2"].map((norm) => ({
    opset: 1,
    attributes: [textAttribute("norm", norm)],
    inputs: [{ shape: [2, 3], domain: [0.1, 2] }],
  })),
};

/** @file ai.onnx.ml FeatureVectorizer: the columns of all inputs side by side. */
import { concat } from "../../../ops/concat.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { Importer } from "../_importer.ts";
import { intsAttribute } from "./_attributes.ts";
import { asFloats, ml } from "./_ml.ts";

export const mlFeatureVectorizerImporter: Importer = {
  opType: "FeatureVectorizer",
  domain: ml,
  import: (node) =>
    concat(
      node.inputs().map((x) => (x.shape.length === 1 ? reshape(asFloats(x), [x.shape[0]!, 1]) : asFloats(x))),
      1,
    ),
  samples: [
    {
      opset: 1,
      attributes: [intsAttribute("inputdimensions", [2, 1])],
      inputs: [{ shape: [3, 2] }, { shape: [3, 1] }],
    },
  ],
};

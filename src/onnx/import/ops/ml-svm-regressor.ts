/** @file ai.onnx.ml SVMRegressor, whose scores are not computed. */
import type { Importer } from "../_importer.ts";
import { ml } from "./_ml.ts";

export const mlSvmRegressorImporter: Importer = {
  opType: "SVMRegressor",
  domain: ml,
  import: (node) =>
    node.unknown("the scores of support vector machines are not computed", [
      { shape: [node.input(0).shape[0]!, 1], dtype: "float32" },
    ]),
};

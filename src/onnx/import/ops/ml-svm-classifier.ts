/** @file ai.onnx.ml SVMClassifier, whose scores are not computed. */
import type { Importer } from "../_importer.ts";
import { labelsOf, ml } from "./_ml.ts";

export const mlSvmClassifierImporter: Importer = {
  opType: "SVMClassifier",
  domain: ml,
  import: (node) => {
    const rows = node.input(0).shape[0]!;
    const classes = labelsOf(node, "classlabels_ints", "classlabels_strings").length;
    return node.unknown("the scores of support vector machines are not computed", [
      { shape: [rows], dtype: "int64" },
      { shape: [rows, classes], dtype: "float32" },
    ]);
  },
};

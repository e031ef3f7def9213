/** @file ai.onnx.ml LinearClassifier. */

import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sigmoid } from "../../../ops/sigmoid.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { floatsAttribute, intsAttribute, textAttribute } from "./_attributes.ts";
import { bothClasses, labelAt, labelsOf, largestLabel, ml, transformed } from "./_ml.ts";
import { linearScores } from "./ml-linear-regressor.ts";

function classified(node: ImportContext): readonly Node[] {
  const labels = labelsOf(node, "classlabels_ints", "classlabels_strings");
  const rows = Math.max(
    1,
    node.floats(
      "intercepts",
      labels.map(() => 0),
    ).length,
  );
  const scores = linearScores(node, rows);
  if (rows > 1) return [largestLabel(scores, labels), transformed(node, scores)];
  const positive = cast(compare(">", reshape(scores, [scores.shape[0]!]), scalarLike(scores, 0)), "int64");
  const logistic = node.text("post_transform", "NONE") === "LOGISTIC";
  return [labelAt(positive, labels), bothClasses(node, logistic ? sigmoid(scores) : scores, true)];
}

export const mlLinearClassifierImporter: Importer = {
  opType: "LinearClassifier",
  domain: ml,
  import: classified,
  samples: [
    {
      opset: 1,
      attributes: [
        floatsAttribute("coefficients", [1, -2, 0.5, 3, -1, 1]),
        floatsAttribute("intercepts", [0.5, -1, 0]),
        intsAttribute("classlabels_ints", [3, 5, 7]),
        textAttribute("post_transform", "SOFTMAX"),
      ],
      inputs: [{ shape: [4, 2] }],
      outputs: 2,
    },
    {
      opset: 1,
      attributes: [
        floatsAttribute("coefficients", [1, -2, -1, 2]),
        floatsAttribute("intercepts", [0.5, -0.5]),
        intsAttribute("classlabels_ints", [0, 1]),
        textAttribute("post_transform", "LOGISTIC"),
      ],
      inputs: [{ shape: [4, 2] }],
      outputs: 2,
    },
  ],
};

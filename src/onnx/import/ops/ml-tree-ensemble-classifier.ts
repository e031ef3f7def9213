/** @file ai.onnx.ml TreeEnsembleClassifier. */

import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { treeEnsemble } from "../foreign/treeEnsemble.ts";
import { intsAttribute, textAttribute } from "./_attributes.ts";
import { asFloats, bothClasses, labelAt, labelsOf, largestLabel, ml, transformed } from "./_ml.ts";
import { numbersOf, treesOf } from "./_trees.ts";
import { leaves, stumps } from "./ml-tree-ensemble-regressor.ts";

function classified(node: ImportContext): readonly Node[] {
  const labels = labelsOf(node, "classlabels_int64s", "classlabels_strings");
  const classes = new Set(node.ints("class_ids"));
  const attrs = { trees: treesOf(node, "class"), base: numbersOf(node, "base_values"), aggregate: "SUM" } as const;
  const x = asFloats(node.input(0));
  if (labels.length !== 2 || classes.size !== 1) {
    const scores = treeEnsemble(x, { ...attrs, targets: labels.length });
    return [largestLabel(scores, labels), transformed(node, scores)];
  }
  // one score for two classes: a probability where no weight is negative, else the logit of the second
  const [own] = [...classes] as [number];
  const all = treeEnsemble(x, { ...attrs, targets: own + 1 });
  const score = slice(all, [0, own], [x.shape[0]!, own + 1]);
  const isProbability = numbersOf(node, "class_weights").every((weight) => weight >= 0);
  const above = compare(">", reshape(score, [x.shape[0]!]), scalarLike(score, isProbability ? 0.5 : 0));
  return [labelAt(cast(above, "int64"), labels), bothClasses(node, score, isProbability)];
}

const sample = (ids: readonly number[], weights: readonly number[], labels: readonly number[], transform: string) => ({
  opset: 3,
  attributes: [
    ...stumps,
    ...leaves("class", ids, weights),
    intsAttribute("classlabels_int64s", labels),
    textAttribute("post_transform", transform),
  ],
  inputs: [{ shape: [8, 2] }],
  outputs: 2,
});

export const mlTreeEnsembleClassifierImporter: Importer = {
  opType: "TreeEnsembleClassifier",
  domain: ml,
  import: classified,
  samples: [
    sample([0, 1, 2, 1], [0.5, 0.4, 0.3, 0.2], [3, 5, 7], "NONE"),
    sample([0, 1, 2, 1], [0.5, 0.4, 0.3, 0.2], [3, 5, 7], "SOFTMAX"),
    sample([0, 0, 0, 0], [0.5, 0.1, 0.3, 0.2], [0, 1], "NONE"),
    sample([0, 0, 0, 0], [0.5, -0.4, 0.3, -0.2], [0, 1], "LOGISTIC"),
  ],
};

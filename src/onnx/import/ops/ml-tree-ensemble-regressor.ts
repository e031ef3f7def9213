/** @file ai.onnx.ml TreeEnsembleRegressor. */

import type { AttributeProto } from "../../wire/onnx.ts";
import type { Importer } from "../_importer.ts";
import { treeEnsemble } from "../foreign/treeEnsemble.ts";
import { floatsAttribute, intAttribute, intsAttribute, textAttribute, textsAttribute } from "./_attributes.ts";
import { asFloats, ml, transformed } from "./_ml.ts";
import { aggregateOf, numbersOf, treesOf } from "./_trees.ts";

/** Two stumps: x₀ ≤ 0.25 and x₁ < −0.5. */
export const stumps: readonly AttributeProto[] = [
  intsAttribute("nodes_treeids", [0, 0, 0, 1, 1, 1]),
  intsAttribute("nodes_nodeids", [0, 1, 2, 0, 1, 2]),
  intsAttribute("nodes_featureids", [0, 0, 0, 1, 0, 0]),
  floatsAttribute("nodes_values", [0.25, 0, 0, -0.5, 0, 0]),
  textsAttribute("nodes_modes", ["BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"]),
  intsAttribute("nodes_truenodeids", [1, 0, 0, 1, 0, 0]),
  intsAttribute("nodes_falsenodeids", [2, 0, 0, 2, 0, 0]),
];

/** Where the weights of the four leaves belong. */
export const leaves = (prefix: string, ids: readonly number[], weights: readonly number[]): AttributeProto[] => [
  intsAttribute(`${prefix}_treeids`, [0, 0, 1, 1]),
  intsAttribute(`${prefix}_nodeids`, [1, 2, 1, 2]),
  intsAttribute(`${prefix}_ids`, ids),
  floatsAttribute(`${prefix}_weights`, weights),
];

export const mlTreeEnsembleRegressorImporter: Importer = {
  opType: "TreeEnsembleRegressor",
  domain: ml,
  import: (node) =>
    transformed(
      node,
      treeEnsemble(asFloats(node.input(0)), {
        trees: treesOf(node, "target"),
        targets: node.int("n_targets", 1),
        base: numbersOf(node, "base_values"),
        aggregate: aggregateOf(node),
      }),
    ),
  samples: ["SUM", "AVERAGE", "MAX"].map((aggregate) => ({
    opset: 3,
    attributes: [
      ...stumps,
      ...leaves("target", [0, 0, 0, 0], [1, -2, 3, 0.5]),
      intAttribute("n_targets", 1),
      textAttribute("aggregate_function", aggregate),
    ],
    inputs: [{ shape: [8, 2] }],
  })),
};

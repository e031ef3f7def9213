/** @file ai.onnx.ml LinearRegressor. */

import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { matmul } from "../../../ops/matmul.ts";
import { transpose } from "../../../ops/transpose.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { floatsAttribute, intAttribute } from "./_attributes.ts";
import { asFloats, floatVector, ml, transformed } from "./_ml.ts";

/** x Wᵀ + b with the rows of `coefficients`. */
export function linearScores(node: ImportContext, rows: number): Node {
  const x = asFloats(node.input(0));
  const weights = floatVector(node.floats("coefficients"), [rows, x.shape.at(-1)!]);
  const scores = matmul(x, transpose(weights));
  const intercepts = node.floats("intercepts", []);
  return intercepts.length > 0 ? add(scores, floatVector(intercepts)) : scores;
}

export const mlLinearRegressorImporter: Importer = {
  opType: "LinearRegressor",
  domain: ml,
  import: (node) => transformed(node, linearScores(node, node.int("targets", 1))),
  samples: [
    {
      opset: 1,
      attributes: [
        floatsAttribute("coefficients", [1, -2, 0.5, 3, 0, 1]),
        floatsAttribute("intercepts", [0.5, -1]),
        intAttribute("targets", 2),
      ],
      inputs: [{ shape: [4, 3] }],
    },
  ],
};

/** @file ONNX NegativeLogLikelihoodLoss. */
import type { Importer } from "../_importer.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";
import { classLoss } from "./_class-loss.ts";

const scores = { shape: [3, 4, 2], domain: [-3, -0.1] } as const;
const target = { shape: [3, 2], dtype: "int64", domain: [0, 3] } as const;

export const negativeLogLikelihoodLossImporter: Importer = {
  opType: "NegativeLogLikelihoodLoss",
  import: (node) => classLoss(node, node.input(0)),
  samples: [
    { opset: 12, inputs: [scores, target] },
    { opset: 13, attributes: [textAttribute("reduction", "none")], inputs: [scores, target] },
    {
      opset: 13,
      attributes: [intAttribute("ignore_index", 1)],
      inputs: [scores, { ...target, edges: [0, 1] }, { shape: [4], domain: [0.5, 2] }],
    },
    {
      opset: 22,
      attributes: [textAttribute("reduction", "sum"), intAttribute("ignore_index", -1)],
      inputs: [scores, { ...target, edges: [-1, -1] }],
    },
  ],
};

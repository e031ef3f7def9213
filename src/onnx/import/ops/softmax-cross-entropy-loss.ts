/** @file ONNX SoftmaxCrossEntropyLoss: the negative log-likelihood of a log-softmax over axis 1. */
import { logSoftmax } from "../../../ops/logSoftmax.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";
import { classLoss } from "./_class-loss.ts";

const scores = { shape: [3, 4], domain: [-20, 20] } as const;
const target = { shape: [3], dtype: "int64", domain: [0, 3] } as const;

export const softmaxCrossEntropyLossImporter: Importer = {
  opType: "SoftmaxCrossEntropyLoss",
  import: (node) => {
    const logs = logSoftmax(node.input(0), 1);
    return [classLoss(node, logs), node.isUsed(1) ? logs : null];
  },
  samples: [
    { opset: 12, inputs: [scores, target], outputs: 2 },
    {
      opset: 13,
      attributes: [intAttribute("ignore_index", 2), textAttribute("reduction", "mean")],
      inputs: [scores, { ...target, edges: [2, 1] }, { shape: [4], domain: [0.5, 2] }],
    },
    {
      opset: 13,
      attributes: [textAttribute("reduction", "none")],
      inputs: [{ shape: [2, 4, 2] }, { ...target, shape: [2, 2] }],
    },
  ],
};

/** @file ONNX RNN, written out step by step. */
import type { Node } from "../../../graph/node.ts";
import { add } from "../../../ops/add.ts";
import { matmul } from "../../../ops/matmul.ts";
import { transpose } from "../../../ops/transpose.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";
import { block, recurrent, type Step } from "./_recurrent.ts";

/** x Wᵀ + b */
export const affine = (x: Node, w: Node, b: Node | null): Node => {
  const product = matmul(x, transpose(w));
  return b ? add(product, b) : product;
};

// h = f(x Wᵀ + b + h Rᵀ + c)
const step: Step = (x, [h], { w, r, b, activations }) => [
  activations[0]!(add(affine(x, w, b && block(b, 0, 2)), affine(h!, r, b && block(b, 1, 2)))),
];

export const rnnImporter: Importer = {
  opType: "RNN",
  import: (node) => recurrent(node, [5], ["Tanh"], step),
  samples: [
    {
      opset: 7,
      attributes: [intAttribute("hidden_size", 2)],
      inputs: [{ shape: [3, 2, 4] }, { shape: [1, 2, 4] }, { shape: [1, 2, 2] }, { shape: [1, 4] }],
      outputs: 2,
    },
    {
      opset: 14,
      attributes: [intAttribute("hidden_size", 2), textAttribute("direction", "bidirectional")],
      inputs: [
        { shape: [3, 2, 4] },
        { shape: [2, 2, 4] },
        { shape: [2, 2, 2] },
        null,
        { shape: [2], dtype: "int32", values: [2, 3] },
        { shape: [2, 2, 2] },
      ],
      outputs: 2,
    },
  ],
};

/** @file ONNX Gemm. */
import { gemm } from "../../../ops/gemm.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute, intAttribute } from "./_attributes.ts";

export const gemmImporter: Importer = {
  opType: "Gemm",
  import: (node) => {
    const beta = node.float("beta", 1);
    const c = beta === 0 ? null : node.optional(2);
    return gemm(node.input(0), node.input(1), c ?? undefined, {
      alpha: node.float("alpha", 1),
      beta,
      transA: node.int("transA", 0) !== 0,
      transB: node.int("transB", 0) !== 0,
    });
  },
  samples: [
    { opset: 7, inputs: [{ shape: [3, 4] }, { shape: [4, 2] }, { shape: [2] }] },
    {
      opset: 11,
      attributes: [
        floatAttribute("alpha", 0.5),
        floatAttribute("beta", 2),
        intAttribute("transA", 1),
        intAttribute("transB", 1),
      ],
      inputs: [{ shape: [4, 3] }, { shape: [2, 4] }, { shape: [3, 1] }],
    },
    { opset: 13, inputs: [{ shape: [3, 4] }, { shape: [4, 2] }] },
  ],
};

/** @file com.microsoft FusedGemm: a Gemm and an activation. */
import { gemm } from "../../../ops/gemm.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute, textAttribute } from "./_attributes.ts";
import { activated, microsoft } from "./_microsoft.ts";

export const microsoftFusedGemmImporter: Importer = {
  opType: "FusedGemm",
  domain: microsoft,
  import: (node) =>
    activated(
      node,
      gemm(node.input(0), node.input(1), node.optional(2) ?? undefined, {
        alpha: node.float("alpha", 1),
        beta: node.float("beta", 1),
        transA: node.int("transA", 0) === 1,
        transB: node.int("transB", 0) === 1,
      }),
    ),
  samples: [
    {
      opset: 1,
      attributes: [textAttribute("activation", "Relu"), intAttribute("transB", 1)],
      inputs: [{ shape: [2, 3] }, { shape: [4, 3] }, { shape: [4] }],
    },
  ],
};

/** @file com.microsoft FusedMatMul: a product of transposed matrices times a number. */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { matmul } from "../../../ops/matmul.ts";
import { mul } from "../../../ops/mul.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute, intAttribute } from "./_attributes.ts";
import { microsoft, transposedIf } from "./_microsoft.ts";

export const microsoftFusedMatMulImporter: Importer = {
  opType: "FusedMatMul",
  domain: microsoft,
  import: (node) => {
    const [a, b] = [node.input(0), node.input(1)];
    if (node.int("transBatchA", 0) === 1 || node.int("transBatchB", 0) === 1)
      return node.unknown("it transposes batches");
    if (a.shape.length < 2 || b.shape.length < 2) return node.unknown("an operand is a vector");
    const product = matmul(transposedIf(node, "transA", a), transposedIf(node, "transB", b));
    const alpha = node.float("alpha", 1);
    return alpha === 1 ? product : mul(product, scalarLike(product, alpha));
  },
  samples: [
    {
      opset: 1,
      attributes: [intAttribute("transB", 1), floatAttribute("alpha", 0.5)],
      inputs: [{ shape: [2, 2, 3] }, { shape: [2, 4, 3] }],
    },
  ],
};

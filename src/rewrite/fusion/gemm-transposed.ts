/** @file gemm-transposed: a product of a transposed matrix reads it transposed. */
import type { Node } from "../../graph/node.ts";
import type { OpDef } from "../../graph/op.ts";
import { gemm } from "../../ops/gemm.ts";
import { transposeOp } from "../../ops/transpose.ts";
import { either } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { attrsOf, product, productWithAddend } from "./_products.ts";

const isTransposed = (node: Node): boolean => node.op === (transposeOp as OpDef);
const untransposed = (node: Node): Node => (isTransposed(node) ? node.inputs[0]! : node);

export const gemmTransposed: Rule = {
  id: "gemm-transposed",
  what: "Aᵀ B, A Bᵀ → gemm with the operand read transposed",
  from: either(product, productWithAddend),
  holds: (b) => isTransposed(b.node("a")) || isTransposed(b.node("b")),
  to: (bindings, node) => {
    const [a, b] = [bindings.node("a"), bindings.node("b")];
    const attrs = attrsOf(node);
    return gemm(untransposed(a), untransposed(b), node.inputs[2], {
      ...attrs,
      transA: attrs.transA !== isTransposed(a),
      transB: attrs.transB !== isTransposed(b),
    });
  },
};

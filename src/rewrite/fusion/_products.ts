/** @file What the fusions into gemm share: matrix products as patterns, and a product rebuilt with other attributes. */
import type { Node } from "../../graph/node.ts";
import type { OpDef } from "../../graph/op.ts";
import { type GemmAttrs, gemm, gemmOp } from "../../ops/gemm.ts";
import { matmulOp } from "../../ops/matmul.ts";
import { sameShape, tryBroadcast } from "../../util/shape.ts";
import { any, either, op, type Pattern } from "../pattern.ts";

const isMatrix = (node: Node): boolean => node.shape.length === 2;

/** A product of two matrices without an addend, bound to "product". */
export const product: Pattern = either(
  op(matmulOp, any("a", isMatrix), any("b", isMatrix), { name: "product" }),
  op(gemmOp, any("a"), any("b"), { name: "product" }),
);

/** A gemm with an addend, bound to "product". */
export const productWithAddend: Pattern = op(gemmOp, any("a"), any("b"), any("c"), { name: "product" });

const plain: GemmAttrs = { alpha: 1, beta: 1, transA: false, transB: false };

export const attrsOf = (node: Node): GemmAttrs => (node.op === (gemmOp as OpDef) ? (node.attrs as GemmAttrs) : plain);

/** The product with some attributes changed, and perhaps with an addend. */
export const withAttrs = (node: Node, changes: Partial<GemmAttrs>, addend: Node | undefined = node.inputs[2]): Node =>
  gemm(node.inputs[0]!, node.inputs[1]!, addend, { ...attrsOf(node), ...changes });

/** Whether a gemm of this dtype can be scaled by `factor`: ONNX keeps α and β in float32, also where the matrices are float64. */
export const isFactorOf = (factor: number, { dtype }: Node): boolean =>
  dtype === "float32" || Math.fround(factor) === factor;

/** Whether `c` can be the addend of a product of this shape. */
export const isAddendOf = (c: Node, { shape }: Node): boolean => {
  const result = tryBroadcast(c.shape, shape);
  return result !== null && sameShape(result, shape);
};

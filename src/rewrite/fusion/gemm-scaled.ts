/** @file gemm-scaled: a product times a constant takes the constant into α and β. */
import { divOp } from "../../ops/div.ts";
import { mulOp } from "../../ops/mul.ts";
import { negOp } from "../../ops/neg.ts";
import { constantWhere, either, op } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { attrsOf, product, productWithAddend, withAttrs } from "./_products.ts";

const anyProduct = either(product, productWithAddend);
const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(Math.abs(value)));

export const gemmScaled: Rule = {
  id: "gemm-scaled",
  what: "k (α A B + β C) → gemm with α k and β k; a divisor only where 1/k is exact",
  from: either(
    op(mulOp, anyProduct, constantWhere("k", Number.isFinite)),
    op(divOp, anyProduct, constantWhere("divisor", isPowerOfTwo)),
    op(negOp, anyProduct),
  ),
  absorbs: ["product"],
  to: (b) => {
    const factor = b.has("k") ? b.number("k") : b.has("divisor") ? 1 / b.number("divisor") : -1;
    const found = b.node("product");
    const { alpha, beta } = attrsOf(found);
    return withAttrs(found, { alpha: alpha * factor, beta: b.has("c") ? beta * factor : beta });
  },
};

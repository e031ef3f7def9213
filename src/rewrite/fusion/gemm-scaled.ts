/** @file gemm-scaled: a product times a constant takes the constant into α and β. */
import { divOp } from "../../ops/div.ts";
import { mulOp } from "../../ops/mul.ts";
import { negOp } from "../../ops/neg.ts";
import { type Bindings, constantWhere, either, op } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { attrsOf, isFactorOf, product, productWithAddend, withAttrs } from "./_products.ts";

const anyProduct = either(product, productWithAddend);
const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(Math.abs(value)));

function scaledFactors(b: Bindings): { alpha: number; beta: number } {
  const factor = b.has("k") ? b.number("k") : b.has("divisor") ? 1 / b.number("divisor") : -1;
  const { alpha, beta } = attrsOf(b.node("product"));
  return { alpha: alpha * factor, beta: b.has("c") ? beta * factor : beta };
}

export const gemmScaled: Rule = {
  id: "gemm-scaled",
  what: "k (α A B + β C) → gemm with α k and β k; a divisor only where 1/k is exact",
  from: either(
    op(mulOp, anyProduct, constantWhere("k", Number.isFinite)),
    op(divOp, anyProduct, constantWhere("divisor", isPowerOfTwo)),
    op(negOp, anyProduct),
  ),
  absorbs: ["product"],
  holds: (b) => Object.values(scaledFactors(b)).every((factor) => isFactorOf(factor, b.node("product"))),
  to: (b) => withAttrs(b.node("product"), scaledFactors(b)),
};

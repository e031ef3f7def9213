/** @file gemm-scaled-addend: an addend times a constant takes the constant into β. */
import { gemmOp } from "../../ops/gemm.ts";
import { mulOp } from "../../ops/mul.ts";
import { negOp } from "../../ops/neg.ts";
import { any, type Bindings, constantWhere, either, op } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { attrsOf, isAddendOf, isFactorOf, withAttrs } from "./_products.ts";

const scaled = either(op(mulOp, any("c"), constantWhere("k", Number.isFinite)), op(negOp, any("c")));

const scaledBeta = (b: Bindings): number => attrsOf(b.node("product")).beta * (b.has("k") ? b.number("k") : -1);

export const gemmScaledAddend: Rule = {
  id: "gemm-scaled-addend",
  what: "A B + k C → gemm with β k",
  from: op(gemmOp, any("a"), any("b"), scaled, { name: "product" }),
  holds: (b) => isAddendOf(b.node("c"), b.node("product")) && isFactorOf(scaledBeta(b), b.node("product")),
  to: (b, node) => withAttrs(node, { beta: scaledBeta(b) }, b.node("c")),
};

/** @file gemm-addend: a product plus or minus a matrix or bias is one gemm. */
import { addOp } from "../../ops/add.ts";
import { subOp } from "../../ops/sub.ts";
import { any, either, op } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { attrsOf, isAddendOf, product, withAttrs } from "./_products.ts";

export const gemmAddend: Rule = {
  id: "gemm-addend",
  what: "A B + C, A B − C, C − A B → gemm with the addend C",
  from: either(op(addOp, product, any("c")), op(subOp, product, any("c")), op(subOp, any("c"), product)),
  absorbs: ["product"],
  holds: (b) => isAddendOf(b.node("c"), b.node("product")),
  to: (b, node) => {
    const [c, found] = [b.node("c"), b.node("product")];
    if (node.op === addOp) return withAttrs(found, { beta: 1 }, c);
    if (node.inputs[0] === found) return withAttrs(found, { beta: -1 }, c);
    return withAttrs(found, { alpha: -attrsOf(found).alpha, beta: 1 }, c);
  },
};

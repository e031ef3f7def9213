/** @file masked-product: a · where(c, 0, f) is where(c, 0, a · f). */
import type { Node } from "../../graph/node.ts";
import { compare } from "../../ops/compare.ts";
import { constantLike } from "../../ops/constant.ts";
import { div, divOp } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { mul, mulOp } from "../../ops/mul.ts";
import { reciprocal } from "../../ops/reciprocal.ts";
import { square } from "../../ops/square.ts";
import { where, whereOp } from "../../ops/where.ts";
import { uniformValue } from "../constants.ts";
import { any, constant, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const masked = either(
  op(whereOp, any("condition"), constant(0), any("otherwise")),
  op(whereOp, any("condition"), any("chosen"), constant(0)),
);

const above = (x: Node, limit: number): Node => compare(">", x, constantLike(x, limit));

export const maskedProduct: Rewrite = {
  id: "masked-product",
  what: "a · where(c, 0, f) → where(c, 0, a · f);  where(c, 0, f) / a → where(c, 0, f / a)",
  why: "Where the mask is 0 and a is infinite the product is 0 · ∞ = NaN. So the gradient of where(c, f(x), k) is NaN although f(x) was not chosen.",
  failsAt: "an infinite a, or a division by 0, under the mask",
  domain: "all values, a ≠ 0 where it divides",
  equality: "real",
  role: "stabilizes",
  waits: true,
  from: either(op(mulOp, masked, any("factor")), op(divOp, masked, any("factor"))),
  holds: (b) => uniformValue(b.node("factor")) === null,
  to: (b, node) => {
    const [factor, zero] = [b.node("factor"), constantLike(node, 0)];
    const apply = (x: Node): Node => (node.op === mulOp ? mul(x, factor) : div(x, factor));
    return b.has("chosen")
      ? where(b.node("condition"), apply(b.node("chosen")), zero)
      : where(b.node("condition"), zero, apply(b.node("otherwise")));
  },
  cases: [
    {
      title: "a factor that overflows under the mask",
      inputs: { x: { shape: [3, 4] }, y: { shape: [4] } },
      build: ({ x, y }) => mul(exp(x!), where(above(x!, 50), constantLike(y!, 0), y!)),
      hard: [{ inputs: { x: [100, 1] }, fails: "value" }],
    },
    {
      title: "a divisor that is 0 under the mask",
      inputs: { x: { shape: [4], domain: [0.5, 3] }, y: { shape: [4] } },
      build: ({ x, y }) => div(where(above(x!, 0.25), y!, constantLike(y!, 0)), x!),
      hard: [{ inputs: { x: [0, 1] }, fails: "value" }],
    },
    {
      title: "the gradient of an unchosen reciprocal",
      inputs: { x: { shape: [4], domain: [0.5, 3] } },
      build: ({ x }) => mul(where(above(x!, 0.25), reciprocal(x!), constantLike(x!, 0)), square(x!)),
      hard: [{ inputs: { x: [0, 1] }, fails: "gradient" }],
    },
  ],
  nearMisses: [
    {
      title: "a finite constant factor",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => mul(where(above(x!, 0.25), x!, constantLike(x!, 0)), constantLike(x!, 0.5)),
    },
    {
      title: "a choice without a zero",
      inputs: { x: { shape: [4] }, y: { shape: [4] } },
      build: ({ x, y }) => mul(where(above(x!, 0.25), x!, constantLike(x!, 1)), y!),
    },
    {
      title: "the mask as divisor",
      inputs: { x: { shape: [4], domain: [0.5, 3] }, y: { shape: [4] } },
      build: ({ x, y }) => div(y!, where(above(x!, 0.25), x!, constantLike(x!, 0))),
    },
  ],
};

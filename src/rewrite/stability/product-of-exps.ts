/** @file product-of-exps: eᵃ · eᵇ is e^(a + b). */
import { add } from "../../ops/add.ts";
import { exp } from "../../ops/exp.ts";
import { mul, mulOp } from "../../ops/mul.ts";
import { exponential } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const productOfExps: Rewrite = {
  id: "product-of-exps",
  what: "eᵃ · eᵇ → e^(a + b)",
  why: "One factor overflows while the other underflows: ∞ · 0 is NaN.",
  failsAt: "a above 88.72 (float32) or 709.78 (float64), whatever b is",
  domain: "all a and b",
  equality: "real",
  role: "stabilizes",
  from: op(mulOp, exponential(any("a")), exponential(any("b"))),
  to: (b) => exp(add(b.node("a"), b.node("b"))),
  cases: [
    {
      title: "eˣ · eʸ",
      inputs: { x: { shape: [3, 4] }, y: { shape: [4] } },
      build: ({ x, y }) => mul(exp(x!), exp(y!)),
      hard: [
        { inputs: { x: [200], y: [-190] }, fails: "value" },
        { inputs: { x: [100], y: [-98] }, fails: "value" },
      ],
    },
  ],
  nearMisses: [
    {
      title: "x · eʸ",
      inputs: { x: { shape: [4] }, y: { shape: [4] } },
      build: ({ x, y }) => mul(x!, exp(y!)),
    },
  ],
};

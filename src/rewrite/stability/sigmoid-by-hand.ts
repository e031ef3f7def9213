/** @file sigmoid-by-hand: 1 / (1 + e⁻ˣ) and eˣ / (1 + eˣ) are sigmoid. */
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { div } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { mul } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { reciprocal } from "../../ops/reciprocal.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { exponential, inverse, negate, onePlus, quotient } from "../fragments.ts";
import { any, either } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const growing = exponential(any("x"));

export const sigmoidByHand: Rewrite = {
  id: "sigmoid-by-hand",
  what: "1 / (1 + eˣ) → sigmoid(−x);  eˣ / (1 + eˣ) → sigmoid(x)",
  why: "eˣ overflows: the quotient ∞/∞ is NaN, and the gradient of the reciprocal is 0 · ∞ = NaN.",
  failsAt: "x above 88.72 (float32) or 709.78 (float64)",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: either(quotient(growing, onePlus(growing)), inverse(onePlus(exponential(any("below"))))),
  to: (b) => sigmoid(b.has("below") ? negate(b.node("below")) : b.node("x")),
  cases: [
    {
      title: "1 / (1 + e⁻ˣ)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(constantLike(x!, 1), add(constantLike(x!, 1), exp(neg(x!)))),
      hard: [{ inputs: { x: [-100, -1000] }, fails: "gradient" }],
    },
    {
      title: "eˣ / (1 + eˣ)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(exp(x!), add(exp(x!), constantLike(x!, 1))),
      hard: [{ inputs: { x: [100, 1000] }, fails: "value" }],
    },
    {
      title: "reciprocal(1 + e⁻ˣ)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => reciprocal(add(exp(mul(x!, constantLike(x!, -1))), constantLike(x!, 1))),
      hard: [{ inputs: { x: [-100] }, fails: "gradient" }],
    },
  ],
  nearMisses: [
    {
      title: "1 / (2 + e⁻ˣ)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => div(constantLike(x!, 1), add(constantLike(x!, 2), exp(neg(x!)))),
    },
    {
      title: "exponentials of different values",
      inputs: { x: { shape: [4] }, y: { shape: [4] } },
      build: ({ x, y }) => div(exp(x!), add(exp(y!), constantLike(x!, 1))),
    },
  ],
};

/** @file sigmoid-by-hand: 1 / (1 + e⁻ˣ) and eˣ / (1 + eˣ) are sigmoid, also with another numerator or factor. */
import type { Node } from "../../graph/node.ts";
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { div, divOp } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { mul, mulOp } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { reciprocal } from "../../ops/reciprocal.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { sub } from "../../ops/sub.ts";
import { exponential, inverse, negate, onePlus, quotient } from "../fragments.ts";
import { any, type Bindings, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const growing = exponential(any("x"));
const shrinking = onePlus(exponential(any("below")));
const factor = any("c");

const sigmoidOf = (b: Bindings): Node => sigmoid(b.has("below") ? negate(b.node("below")) : b.node("x"));

export const sigmoidByHand: Rewrite = {
  id: "sigmoid-by-hand",
  what: "c / (1 + eˣ) → c · sigmoid(−x);  c · eˣ / (1 + eˣ) → c · sigmoid(x)",
  why: "eˣ overflows: the quotient ∞/∞ is NaN, and the gradient of the reciprocal is 0 · ∞ = NaN.",
  failsAt: "x above 88.72 (float32) or 709.78 (float64)",
  domain:
    "all x; with a large c, sigmoid(−x) keeps few digits for x above 87.34 (float32), where the form before has none from 88.72 on",
  equality: "real",
  role: "stabilizes",
  from: either(
    quotient(growing, onePlus(growing)),
    inverse(shrinking),
    quotient(op(mulOp, factor, growing), onePlus(growing)),
    op(divOp, factor, shrinking),
  ),
  to: (b) => (b.has("c") ? mul(b.node("c"), sigmoidOf(b)) : sigmoidOf(b)),
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
    {
      title: "5 / (1 + eˣ)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(constantLike(x!, 5), add(constantLike(x!, 1), exp(x!))),
      hard: [{ inputs: { x: [100, 1000] }, fails: "gradient" }],
    },
    {
      title: "c / (eˣ + 1), c of another shape",
      inputs: { x: { shape: [3, 4] }, c: { shape: [2, 1, 4] } },
      build: ({ x, c }) => div(c!, add(exp(x!), constantLike(x!, 1))),
      hard: [{ inputs: { x: [100, 1000] }, fails: "gradient" }],
    },
    {
      title: "x / (1 + e⁻ˣ)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(x!, add(constantLike(x!, 1), exp(neg(x!)))),
      hard: [{ inputs: { x: [-100, -1000] }, fails: "gradient" }],
    },
    {
      title: "c eˣ / (1 + eˣ)",
      inputs: { x: { shape: [4] }, c: { shape: [4] } },
      build: ({ x, c }) => div(mul(c!, exp(x!)), add(constantLike(x!, 1), exp(x!))),
      hard: [{ inputs: { x: [100, 1000] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "1 / (2 + e⁻ˣ)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => div(constantLike(x!, 1), add(constantLike(x!, 2), exp(neg(x!)))),
    },
    {
      title: "x / (e + e⁻ˣ)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => div(x!, add(constantLike(x!, Math.E), exp(neg(x!)))),
    },
    {
      title: "1 / (1 − eˣ)",
      inputs: { x: { shape: [4], domain: [0.5, 3] } },
      build: ({ x }) => div(constantLike(x!, 1), sub(constantLike(x!, 1), exp(x!))),
    },
  ],
};

/** @file division-by-exp: a / eᵇ is a · e^(−b), multiplied in two halves so that no step leaves the range of the result. */
import type { Node } from "../../graph/node.ts";
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { div, divOp } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { expm1 } from "../../ops/expm1.ts";
import { mul } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { reciprocal } from "../../ops/reciprocal.ts";
import { square } from "../../ops/square.ts";
import { sub } from "../../ops/sub.ts";
import { exponential, inverse, negate } from "../fragments.ts";
import { any, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

/** Each product lies between a and the result; e^(−b/2) is normal up to |b| = 174, beyond which the result is not. */
function inHalves(a: Node, b: Node): Node {
  const half = exp(mul(b, constantLike(b, -0.5)));
  return mul(mul(a, half), half);
}

export const divisionByExp: Rewrite = {
  id: "division-by-exp",
  what: "a / eᵇ → (a · e^(−b/2)) · e^(−b/2);  1 / eᵇ → e^(−b)",
  why: "eᵇ overflows or underflows where the quotient does not, and a tiny eᵇ keeps few digits. a · e^(−b) in one step would fail in the same way on the other side: at b = −89 it is ∞ for a = 0.5, where the result is 2.2e38.",
  failsAt: "b above 88.72 or below −87.34 (float32); above 709.78 or below −708.40 (float64)",
  domain: "all a and b",
  equality: "real",
  role: "stabilizes",
  waits: true,
  from: either(inverse(exponential(any("b"))), op(divOp, any("a"), exponential(any("b")))),
  to: (b) => (b.has("a") ? inHalves(b.node("a"), b.node("b")) : exp(negate(b.node("b")))),
  cases: [
    {
      title: "a / eᵇ",
      inputs: { a: { shape: [3, 4] }, b: { shape: [4] } },
      build: ({ a, b }) => div(a!, exp(b!)),
      hard: [
        { inputs: { a: [1e30, -1e20], b: [100] }, fails: "value" },
        {
          inputs: { a: [1e-30, -1e-20], b: [-110] },
          fails: "value",
          noGradient: "the derivative by a is e¹¹⁰, beyond float32",
        },
      ],
    },
    {
      title: "the Gaussian likelihood (x − μ)² / e^(log σ²)",
      inputs: { x: { shape: [3, 4] }, mean: { shape: [3, 4] }, logVariance: { shape: [3, 4] } },
      build: ({ x, mean, logVariance }) => div(square(sub(x!, mean!)), exp(logVariance!)),
    },
    {
      title: "1e-20 / eᵇ",
      inputs: { b: { shape: [4] } },
      build: ({ b }) => div(constantLike(b!, 1e-20), exp(b!)),
      hard: [{ inputs: { b: [-110, -120] }, fails: "value" }],
    },
    {
      title: "1 / eᵇ",
      inputs: { b: { shape: [4] } },
      build: ({ b }) => div(constantLike(b!, 1), exp(b!)),
    },
    {
      title: "reciprocal(eᵇ)",
      inputs: { b: { shape: [4] } },
      build: ({ b }) => reciprocal(exp(b!)),
      hard: [{ inputs: { b: [80, 60] }, fails: "gradient" }],
    },
  ],
  nearMisses: [
    {
      title: "a · eᵇ",
      inputs: { a: { shape: [4] }, b: { shape: [4] } },
      build: ({ a, b }) => mul(a!, exp(neg(b!))),
    },
    {
      title: "a / (2 + eᵇ)",
      inputs: { a: { shape: [4] }, b: { shape: [4] } },
      build: ({ a, b }) => div(a!, add(constantLike(b!, 2), exp(b!))),
    },
    {
      title: "a / expm1(b)",
      inputs: { a: { shape: [4] }, b: { shape: [4], domain: [0.5, 3] } },
      build: ({ a, b }) => div(a!, expm1(b!)),
    },
  ],
};

/** @file quotient-of-exps: eᵃ / eᵇ is e^(a − b). */
import { div } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { sub } from "../../ops/sub.ts";
import { exponential, quotient } from "../fragments.ts";
import { any } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const quotientOfExps: Rewrite = {
  id: "quotient-of-exps",
  what: "eᵃ / eᵇ → e^(a − b)",
  why: "Both overflow and ∞/∞ is NaN, or both underflow and 0/0 is NaN.",
  failsAt: "a and b above 88.72 (float32) or 709.78 (float64), or below −103.97 or −745.13",
  domain: "all a and b",
  equality: "real",
  role: "stabilizes",
  from: quotient(exponential(any("a")), exponential(any("b"))),
  to: (b) => exp(sub(b.node("a"), b.node("b"))),
  cases: [
    {
      title: "eˣ / eʸ",
      inputs: { x: { shape: [3, 4] }, y: { shape: [4] } },
      build: ({ x, y }) => div(exp(x!), exp(y!)),
      hard: [
        { inputs: { x: [200], y: [198] }, fails: "value" },
        { inputs: { x: [-200], y: [-201] }, fails: "value" },
      ],
    },
  ],
  nearMisses: [
    {
      title: "x / eʸ, which division-by-exp mends",
      inputs: { x: { shape: [4] }, y: { shape: [4] } },
      build: ({ x, y }) => div(x!, exp(y!)),
    },
  ],
};

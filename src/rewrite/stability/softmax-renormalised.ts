/** @file softmax-renormalised: softmax already sums to 1. */

import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { div } from "../../ops/div.ts";
import { softmax, softmaxOp } from "../../ops/softmax.ts";
import { sum, sumOp } from "../../ops/sum.ts";
import { aligned, onlyAxis, quotient } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const p = op(softmaxOp, any("x"), { name: "p" });

export const softmaxRenormalised: Rewrite = {
  id: "softmax-renormalised",
  what: "p / Σₐ p → p, for p = softmaxₐ(x)",
  why: "Losses on probabilities divide by the sum first; for a softmax it is 1, and the division hides it from rules that mend its logarithm.",
  failsAt: "no x; it opens the way to log-of-guarded-softmax",
  domain: "all x",
  equality: "real",
  role: "recognizes",
  from: quotient(p, aligned(sumOp, p, "sum")),
  holds: (b) => onlyAxis(b.node("sum")) === b.attrs<SoftmaxAttrs>("p").axis,
  to: (b) => b.node("p"),
  cases: [
    {
      title: "over the last axis",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(softmax(x!, 1), sum(softmax(x!, 1), { axes: 1, keepdims: true })),
    },
    {
      title: "over axis 0",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(softmax(x!, 0), sum(softmax(x!, 0), { axes: 0 })),
    },
  ],
  nearMisses: [
    {
      title: "a sum over the other axis",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(softmax(x!, 1), sum(softmax(x!, 1), { axes: 0 })),
    },
  ],
};

/** @file softmax-by-hand: eˣ / Σ eˣ is softmax. */

import { broadcastTo } from "../../ops/broadcastTo.ts";
import { div } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { mul } from "../../ops/mul.ts";
import { reciprocal } from "../../ops/reciprocal.ts";
import { reshape } from "../../ops/reshape.ts";
import { softmax } from "../../ops/softmax.ts";
import { sum, sumOp } from "../../ops/sum.ts";
import { aligned, exponential, onlyAxis, quotient } from "../fragments.ts";
import { any } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const x = any("x");

export const softmaxByHand: Rewrite = {
  id: "softmax-by-hand",
  what: "eˣ / Σₐ eˣ → softmaxₐ(x)",
  why: "eˣ overflows to ∞, and ∞/∞ is NaN; where every eˣ underflows, 0/0 is NaN.",
  failsAt: "any x above 88.72 (float32) or 709.78 (float64); all x below −103.97 or −745.13",
  domain: "all x; numerator and denominator hold the same x",
  equality: "real",
  role: "stabilizes",
  from: quotient(exponential(x), aligned(sumOp, exponential(x), "sum")),
  holds: (b) => onlyAxis(b.node("sum")) !== null,
  to: (b) => softmax(b.node("x"), onlyAxis(b.node("sum"))!),
  cases: [
    {
      title: "over the last axis with keepdims",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(exp(x!), sum(exp(x!), { axes: 1, keepdims: true })),
      hard: [
        { inputs: { x: [1000, -1000, 999, 0] }, fails: "value" },
        { inputs: { x: [-1000, -1001, -1002, -1003] }, fails: "value" },
      ],
    },
    {
      title: "over axis 0, the sum broadcast back by NumPy's rule",
      inputs: { x: { shape: [4, 3] } },
      build: ({ x }) => div(exp(x!), sum(exp(x!), { axes: 0 })),
      hard: [{ inputs: { x: [1000, -1000, 999, 0, 5] }, fails: "value" }],
    },
    {
      title: "the axis put back by reshape and broadcastTo",
      inputs: { x: { shape: [2, 3, 4] } },
      build: ({ x }) => div(exp(x!), broadcastTo(reshape(sum(exp(x!), { axes: 1 }), [2, 1, 4]), [2, 3, 4])),
    },
    {
      title: "times a reciprocal",
      inputs: { x: { shape: [2, 3] } },
      build: ({ x }) => mul(reciprocal(sum(exp(x!), { axes: -1, keepdims: true })), exp(x!)),
    },
    {
      title: "of a single vector",
      inputs: { x: { shape: [5] } },
      build: ({ x }) => div(exp(x!), sum(exp(x!))),
    },
  ],
  nearMisses: [
    {
      title: "exponentials of different values",
      inputs: { x: { shape: [2, 3] }, y: { shape: [2, 3] } },
      build: ({ x, y }) => div(exp(x!), sum(exp(y!), { axes: 1, keepdims: true })),
    },
    {
      title: "a sum that broadcasting puts on another axis",
      inputs: { x: { shape: [3, 3] } },
      build: ({ x }) => div(exp(x!), sum(exp(x!), { axes: 1 })),
    },
    {
      title: "a sum over two axes",
      inputs: { x: { shape: [2, 3] } },
      build: ({ x }) => div(exp(x!), sum(exp(x!))),
    },
  ],
};

/** @file log-of-sum-of-exp: log Σ eˣ is logSumExp(x). */
import type { ReduceAttrs } from "../../ops/_reduce.ts";
import { exp } from "../../ops/exp.ts";
import { log, logOp } from "../../ops/log.ts";
import { logSumExp } from "../../ops/logSumExp.ts";
import { mul } from "../../ops/mul.ts";
import { sum, sumOp } from "../../ops/sum.ts";
import { exponential, move, moved } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const logOfSumOfExp: Rewrite = {
  id: "log-of-sum-of-exp",
  what: "log Σₐ eˣ → logSumExpₐ(x)",
  why: "eˣ overflows to ∞, or every eˣ underflows and the logarithm of 0 is −∞.",
  failsAt: "any x above 88.72 (float32) or 709.78 (float64); all x below −103.97 or −745.13",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: op(logOp, moved("moves", op(sumOp, exponential(any("x")), { name: "sum" }))),
  to: (b) => move(b.path("moves"), logSumExp(b.node("x"), b.attrs<ReduceAttrs>("sum"))),
  cases: [
    {
      title: "over axis 1",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(sum(exp(x!), { axes: 1 })),
      hard: [
        { inputs: { x: [1000, -1000, 999, 0] }, fails: "value" },
        { inputs: { x: [-1000] }, fails: "value" },
      ],
    },
    {
      title: "over axis 0 with keepdims",
      inputs: { x: { shape: [4, 3] } },
      build: ({ x }) => log(sum(exp(x!), { axes: 0, keepdims: true })),
    },
    { title: "over all axes", inputs: { x: { shape: [2, 3] } }, build: ({ x }) => log(sum(exp(x!))) },
  ],
  nearMisses: [
    {
      title: "a weighted sum",
      inputs: { x: { shape: [3, 4] }, w: { shape: [4], domain: [0.5, 2] } },
      build: ({ x, w }) => log(sum(mul(w!, exp(x!)), { axes: 1 })),
    },
  ],
};

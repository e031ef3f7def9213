/** @file log-softmax-by-hand: x − logSumExp(x) is logSoftmax(x). */
import { logSoftmax } from "../../ops/logSoftmax.ts";
import { logSumExp, logSumExpOp } from "../../ops/logSumExp.ts";
import { sub, subOp } from "../../ops/sub.ts";
import { aligned, onlyAxis } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const x = any("x");

export const logSoftmaxByHand: Rewrite = {
  id: "log-softmax-by-hand",
  what: "x − logSumExpₐ(x) → logSoftmaxₐ(x)",
  why: "logSumExp adds the maximum back and rounds; subtracting it from x then leaves the rounding error of the maximum.",
  failsAt: "logits near 10⁶ are left with 0.06 of error in float32",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: op(subOp, x, aligned(logSumExpOp, x, "lse")),
  holds: (b) => onlyAxis(b.node("lse")) !== null,
  to: (b) => logSoftmax(b.node("x"), onlyAxis(b.node("lse"))!),
  cases: [
    {
      title: "over the last axis",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => sub(x!, logSumExp(x!, { axes: 1, keepdims: true })),
      hard: [{ inputs: { x: [1e6, 1e6 - 1, 1e6 - 2, 1e6 - 3] }, fails: "value" }],
    },
    {
      title: "over axis 0",
      inputs: { x: { shape: [4, 3] } },
      build: ({ x }) => sub(x!, logSumExp(x!, { axes: 0 })),
    },
  ],
  nearMisses: [
    {
      title: "of another value",
      inputs: { x: { shape: [3, 4] }, y: { shape: [3, 4] } },
      build: ({ x, y }) => sub(x!, logSumExp(y!, { axes: 1, keepdims: true })),
    },
    {
      title: "the other way round",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => sub(logSumExp(x!, { axes: 1, keepdims: true }), x!),
    },
  ],
};

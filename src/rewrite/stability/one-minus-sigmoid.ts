/** @file one-minus-sigmoid: 1 − sigmoid(x) is sigmoid(−x). */
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { neg } from "../../ops/neg.ts";
import { sigmoid, sigmoidOp } from "../../ops/sigmoid.ts";
import { sub } from "../../ops/sub.ts";
import { negate, oneMinus } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const oneMinusSigmoid: Rewrite = {
  id: "one-minus-sigmoid",
  what: "1 − sigmoid(x) → sigmoid(−x)",
  why: "sigmoid(x) rounds to 1, and the difference cancels to exactly 0.",
  failsAt: "x above 16.6 (float32) or 36.7 (float64)",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  waits: true,
  beforeGradients: true,
  from: oneMinus(op(sigmoidOp, any("x"))),
  to: (b) => sigmoid(negate(b.node("x"))),
  cases: [
    {
      title: "1 − sigmoid(x)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => sub(constantLike(x!, 1), sigmoid(x!)),
      hard: [{ inputs: { x: [20, 40, 50] }, fails: "value" }],
    },
    {
      title: "−sigmoid(x) + 1",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => add(neg(sigmoid(x!)), constantLike(x!, 1)),
      hard: [{ inputs: { x: [20, 40, 50] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "2 − sigmoid(x)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => sub(constantLike(x!, 2), sigmoid(x!)),
    },
    {
      title: "sigmoid(x) − 1",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => sub(sigmoid(x!), constantLike(x!, 1)),
    },
  ],
};

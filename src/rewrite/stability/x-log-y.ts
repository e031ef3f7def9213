/** @file x-log-y: x · log y with 0 · log 0 = 0, where y cannot be negative or is x itself. */
import { clip } from "../../ops/clip.ts";
import { log, logOp } from "../../ops/log.ts";
import { mul, mulOp } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { relu } from "../../ops/relu.ts";
import { sum } from "../../ops/sum.ts";
import { xlogy } from "../../ops/xlogy.ts";
import { any, op } from "../pattern.ts";
import { leastValue } from "../ranges.ts";
import type { Rewrite } from "../rule.ts";

export const xLogY: Rewrite = {
  id: "x-log-y",
  what: "x · log y → xlogy(x, y), which is 0 where x = 0; only for y = x or a y that its op keeps at 0 or above",
  why: "0 · log 0 is 0 · −∞ = NaN: the entropy of a distribution with an empty class. A y that may be negative is left alone, so that its NaN is not hidden.",
  failsAt: "x = 0 and y = 0, in every dtype",
  domain: "y > 0",
  equality: "real",
  role: "stabilizes",
  waits: true,
  from: op(mulOp, any("x"), op(logOp, any("y"))),
  holds: (b) => b.node("x") === b.node("y") || leastValue(b.node("y")) === 0,
  to: (b) => xlogy(b.node("x"), b.node("y")),
  cases: [
    {
      title: "the entropy −Σ p log p",
      inputs: { x: { shape: [3, 4], domain: [0.05, 1] } },
      build: ({ x }) => neg(sum(mul(x!, log(x!)), { axes: 1 })),
      hard: [{ inputs: { x: [0, 0.25, 0.75] }, fails: "value", noGradient: "the derivative of p log p at 0 is −∞" }],
    },
    {
      title: "cross entropy with a clipped distribution",
      inputs: { x: { shape: [4], domain: [0.05, 1] }, y: { shape: [4], domain: [0.05, 1] } },
      build: ({ x, y }) => mul(x!, log(clip(y!, 0, 1))),
      hard: [{ inputs: { x: [0, 1], y: [0, 0.5] }, fails: "value", noGradient: "y = 0 is the edge of the domain" }],
    },
    {
      title: "of a relu",
      inputs: { x: { shape: [4], domain: [0.05, 1] }, y: { shape: [4], domain: [0.05, 1] } },
      build: ({ x, y }) => mul(log(relu(y!)), x!),
      hard: [{ inputs: { x: [0, 1], y: [-1, 0.5] }, fails: "value", noGradient: "log y is −∞ where relu is 0" }],
    },
  ],
  nearMisses: [
    {
      title: "a y that may be negative",
      inputs: { x: { shape: [4] }, y: { shape: [4], domain: [0.5, 2] } },
      build: ({ x, y }) => mul(x!, log(y!)),
    },
    {
      title: "a y that cannot reach 0",
      inputs: { x: { shape: [4] }, y: { shape: [4], domain: [0.5, 2] } },
      build: ({ x, y }) => mul(x!, log(clip(y!, 1e-7, 1))),
    },
  ],
};

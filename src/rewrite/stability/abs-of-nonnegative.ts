/** @file abs-of-nonnegative: |y| is y where y cannot be negative. */
import { abs, absOp } from "../../ops/abs.ts";
import { log } from "../../ops/log.ts";
import { relu } from "../../ops/relu.ts";
import { softmax } from "../../ops/softmax.ts";
import { tanh } from "../../ops/tanh.ts";
import { any, op } from "../pattern.ts";
import { leastValue } from "../ranges.ts";
import type { Rewrite } from "../rule.ts";

export const absOfNonnegative: Rewrite = {
  id: "abs-of-nonnegative",
  what: "|y| → y, where y's op keeps it at 0 or above",
  why: "It stands between log and softmax and hides them from log-of-softmax.",
  failsAt: "nowhere by itself",
  domain: "all y",
  equality: "real",
  role: "recognizes",
  from: op(absOp, any("y")),
  holds: (b) => leastValue(b.node("y")) >= 0,
  to: (b) => b.node("y"),
  cases: [
    {
      title: "the logarithm of an absolute softmax",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(abs(softmax(x!, 1))),
    },
    { title: "of a relu", inputs: { x: { shape: [4], domain: [0.1, 3] } }, build: ({ x }) => abs(relu(x!)) },
  ],
  nearMisses: [{ title: "of a tanh", inputs: { x: { shape: [4] } }, build: ({ x }) => abs(tanh(x!)) }],
};

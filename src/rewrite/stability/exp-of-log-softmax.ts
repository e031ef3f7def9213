/** @file exp-of-log-softmax: e to the logSoftmax is softmax. */

import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { exp, expOp } from "../../ops/exp.ts";
import { logSoftmax, logSoftmaxOp } from "../../ops/logSoftmax.ts";
import { mul } from "../../ops/mul.ts";
import { softmax } from "../../ops/softmax.ts";
import { move, moved } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const expOfLogSoftmax: Rewrite = {
  id: "exp-of-log-softmax",
  what: "e^(logSoftmaxₐ(x)) → softmaxₐ(x)",
  why: "The exponential magnifies the rounding of its operand; softmax rounds once, and its range [0, 1] is known.",
  failsAt: "no x; a probability near 10⁻³⁸ keeps about 5 of its 7 digits in float32",
  domain: "all x",
  equality: "real",
  role: "recognizes",
  beforeGradients: true,
  from: op(expOp, moved("moves", op(logSoftmaxOp, any("x"), { name: "logSoftmax" }))),
  to: (b) => move(b.path("moves"), softmax(b.node("x"), b.attrs<SoftmaxAttrs>("logSoftmax").axis)),
  cases: [
    { title: "over axis 1", inputs: { x: { shape: [3, 4] } }, build: ({ x }) => exp(logSoftmax(x!, 1)) },
    { title: "over axis 0", inputs: { x: { shape: [4, 3] } }, build: ({ x }) => exp(logSoftmax(x!, 0)) },
  ],
  nearMisses: [
    {
      title: "a scaled logSoftmax",
      inputs: { x: { shape: [3, 4] }, y: { shape: [4] } },
      build: ({ x, y }) => exp(mul(logSoftmax(x!, 1), y!)),
    },
  ],
};

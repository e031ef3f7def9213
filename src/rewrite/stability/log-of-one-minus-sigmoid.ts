/** @file log-of-one-minus-sigmoid: log(1 − sigmoid(x)) is −softplus(x). */
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { log, logOp } from "../../ops/log.ts";
import { log1p, log1pOp } from "../../ops/log1p.ts";
import { neg } from "../../ops/neg.ts";
import { sigmoid, sigmoidOp } from "../../ops/sigmoid.ts";
import { softplus } from "../../ops/softplus.ts";
import { sub } from "../../ops/sub.ts";
import { move, moved, negative, oneMinus } from "../fragments.ts";
import { any, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const probability = moved("inner", op(sigmoidOp, any("x")));

export const logOfOneMinusSigmoid: Rewrite = {
  id: "log-of-one-minus-sigmoid",
  what: "log(1 − sigmoid(x)), log1p(−sigmoid(x)) → −softplus(x)",
  why: "sigmoid(x) rounds to 1, the difference cancels to 0 and its logarithm is −∞.",
  failsAt: "x above 16.6 (float32) or 36.7 (float64)",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: either(op(logOp, moved("outer", oneMinus(probability))), op(log1pOp, moved("outer", negative(probability)))),
  to: (b) => move(b.path("outer"), move(b.path("inner"), neg(softplus(b.node("x"))))),
  cases: [
    {
      title: "log(1 − sigmoid(x))",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(sub(constantLike(x!, 1), sigmoid(x!))),
      hard: [{ inputs: { x: [20, 40, 50] }, fails: "value" }],
    },
    {
      title: "log(−sigmoid(x) + 1)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(add(neg(sigmoid(x!)), constantLike(x!, 1))),
      hard: [{ inputs: { x: [20, 40, 50] }, fails: "value" }],
    },
    {
      title: "log1p(−sigmoid(x))",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log1p(neg(sigmoid(x!))),
      hard: [{ inputs: { x: [20, 40, 50] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "log(sigmoid(x) − 1)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(sub(sigmoid(x!), constantLike(x!, 1))),
    },
  ],
};

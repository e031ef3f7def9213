/** @file exp-of-log: the exponential undoes the logarithm of a number of at least 0. */
import { compare } from "../../ops/compare.ts";
import { constantLike } from "../../ops/constant.ts";
import { exp, expOp } from "../../ops/exp.ts";
import { log, logOp } from "../../ops/log.ts";
import { log1p } from "../../ops/log1p.ts";
import { where } from "../../ops/where.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const expOfLog: Rewrite = {
  id: "exp-of-log",
  what: "e^(log x) → x where x ≥ 0, else NaN",
  why: "At 0 the gradient is 0 · ∞ = NaN, and the exponential magnifies the rounding of the logarithm.",
  failsAt: "the gradient at x = 0; up to 44 ulp of error elsewhere in float32",
  domain: "x > 0; NaN below 0 as before",
  equality: "real",
  role: "stabilizes",
  from: op(expOp, op(logOp, any("x"))),
  to: (b) => {
    const x = b.node("x");
    return where(compare(">=", x, constantLike(x, 0)), x, constantLike(x, Number.NaN));
  },
  cases: [
    {
      title: "e^(log x)",
      inputs: { x: { shape: [3, 4], domain: [0.1, 9] } },
      build: ({ x }) => exp(log(x!)),
      hard: [{ inputs: { x: [0, 1] }, fails: "gradient" }],
    },
  ],
  nearMisses: [
    { title: "e^(log1p x)", inputs: { x: { shape: [4], domain: [0, 3] } }, build: ({ x }) => exp(log1p(x!)) },
  ],
};

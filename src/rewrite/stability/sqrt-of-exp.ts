/** @file sqrt-of-exp: √(eˣ) is e^(x/2). */
import { constantLike } from "../../ops/constant.ts";
import { exp } from "../../ops/exp.ts";
import { expm1 } from "../../ops/expm1.ts";
import { mul } from "../../ops/mul.ts";
import { sqrt, sqrtOp } from "../../ops/sqrt.ts";
import { exponential } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const sqrtOfExp: Rewrite = {
  id: "sqrt-of-exp",
  what: "√(eˣ) → e^(x/2)",
  why: "eˣ overflows or underflows where its root does not; the gradient of √ at an underflowed 0 is 0/0 = NaN.",
  failsAt: "x above 88.72 or below −87.34 (float32); above 709.78 or below −708.40 (float64)",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: op(sqrtOp, exponential(any("x"))),
  to: (b) => exp(mul(b.node("x"), constantLike(b.node("x"), 0.5))),
  cases: [
    {
      title: "√(eˣ)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => sqrt(exp(x!)),
      hard: [
        { inputs: { x: [100, 150] }, fails: "value" },
        { inputs: { x: [-150, -120] }, fails: "value" },
        { inputs: { x: [-150] }, fails: "gradient" },
      ],
    },
  ],
  nearMisses: [
    { title: "√(eˣ − 1)", inputs: { x: { shape: [4], domain: [1, 2] } }, build: ({ x }) => sqrt(expm1(x!)) },
  ],
};

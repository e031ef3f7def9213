/** @file square-of-sqrt: (√x)² is x for a number of at least 0. */
import { compare } from "../../ops/compare.ts";
import { constantLike } from "../../ops/constant.ts";
import { mul } from "../../ops/mul.ts";
import { sqrt, sqrtOp } from "../../ops/sqrt.ts";
import { square } from "../../ops/square.ts";
import { where } from "../../ops/where.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";
import { squared } from "./sqrt-of-square.ts";

export const squareOfSqrt: Rewrite = {
  id: "square-of-sqrt",
  what: "(√x)² → x where x ≥ 0, else NaN",
  why: "The gradient at 0 is 0/0 = NaN.",
  failsAt: "the gradient at x = 0",
  domain: "x > 0; NaN below 0 as before",
  equality: "real",
  role: "stabilizes",
  from: squared(op(sqrtOp, any("x"))),
  to: (b) => {
    const x = b.node("x");
    return where(compare(">=", x, constantLike(x, 0)), x, constantLike(x, Number.NaN));
  },
  cases: [
    {
      title: "square of √x",
      inputs: { x: { shape: [3, 4], domain: [0.1, 9] } },
      build: ({ x }) => square(sqrt(x!)),
      hard: [{ inputs: { x: [0, 1] }, fails: "gradient" }],
    },
    {
      title: "√x · √x",
      inputs: { x: { shape: [4], domain: [0.1, 9] } },
      build: ({ x }) => mul(sqrt(x!), sqrt(x!)),
      hard: [{ inputs: { x: [0, 1] }, fails: "gradient" }],
    },
  ],
  nearMisses: [
    {
      title: "√x · √y",
      inputs: { x: { shape: [4], domain: [1, 2] }, y: { shape: [4], domain: [1, 2] } },
      build: ({ x, y }) => mul(sqrt(x!), sqrt(y!)),
    },
  ],
};

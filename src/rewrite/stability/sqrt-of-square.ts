/** @file sqrt-of-square: √(x²) is |x|. */
import type { Node } from "../../graph/node.ts";
import { abs } from "../../ops/abs.ts";
import { constantLike } from "../../ops/constant.ts";
import { mul, mulOp } from "../../ops/mul.ts";
import { pow, powOp } from "../../ops/pow.ts";
import { sqrt, sqrtOp } from "../../ops/sqrt.ts";
import { square, squareOp } from "../../ops/square.ts";
import { sum } from "../../ops/sum.ts";
import { any, constant, either, op, type Pattern } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

/** x² in its spellings. */
export const squared = (x: Pattern): Pattern => either(op(squareOp, x), op(mulOp, x, x), op(powOp, x, constant(2)));

const hard = [
  { inputs: { x: [1e-30, -1e-25] }, fails: "value" },
  { inputs: { x: [1e30] }, fails: "value" },
] as const;

const program = (title: string, build: (x: Node) => Node): Rewrite["cases"][number] => ({
  title,
  inputs: { x: { shape: [3, 4] } },
  build: ({ x }) => build(x!),
  hard,
});

export const sqrtOfSquare: Rewrite = {
  id: "sqrt-of-square",
  what: "√(x²) → |x|",
  why: "x² underflows to 0 or overflows to ∞, and the gradient at 0 is 0/0 = NaN.",
  failsAt: "|x| below 2.6e-23 or above 1.8e19 (float32); 1.6e-162 or 1.3e154 (float64)",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: op(sqrtOp, squared(any("x"))),
  to: (b) => abs(b.node("x")),
  cases: [
    program("√ of square", (x) => sqrt(square(x))),
    program("√ of x · x", (x) => sqrt(mul(x, x))),
    program("√ of x to the power 2", (x) => sqrt(pow(x, constantLike(x, 2)))),
    {
      title: "the gradient at 0",
      inputs: { x: { shape: [2] } },
      build: ({ x }) => sqrt(square(x!)),
      hard: [{ inputs: { x: [0, 1] }, fails: "gradient" }],
    },
  ],
  nearMisses: [
    {
      title: "the norm of a vector",
      inputs: { x: { shape: [4], domain: [1, 2] } },
      build: ({ x }) => sqrt(sum(square(x!))),
    },
    {
      title: "√ of a product",
      inputs: { x: { shape: [4], domain: [1, 2] }, y: { shape: [4], domain: [1, 2] } },
      build: ({ x, y }) => sqrt(mul(x!, y!)),
    },
  ],
};

/** @file exp-minus-one: eˣ − 1 is expm1(x). */
import { add, addOp } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { exp } from "../../ops/exp.ts";
import { expm1 } from "../../ops/expm1.ts";
import { neg } from "../../ops/neg.ts";
import { sub, subOp } from "../../ops/sub.ts";
import { exponential, oneMinus } from "../fragments.ts";
import { any, constant, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const power = exponential(any("x"));

export const expMinusOne: Rewrite = {
  id: "exp-minus-one",
  what: "eˣ − 1 → expm1(x);  1 − eˣ → −expm1(x)",
  why: "For a small x the power rounds to 1 and the difference cancels to 0.",
  failsAt: "|x| below 6e-8 (float32) or 1.1e-16 (float64) gives 0",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  waits: true,
  from: either(op(subOp, power, constant(1)), op(addOp, power, constant(-1)), oneMinus(exponential(any("reversed")))),
  to: (b) => (b.has("x") ? expm1(b.node("x")) : neg(expm1(b.node("reversed")))),
  cases: [
    {
      title: "eˣ − 1",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => sub(exp(x!), constantLike(x!, 1)),
      hard: [{ inputs: { x: [1e-9, -1e-9, 1e-20] }, fails: "value" }],
    },
    {
      title: "−1 + eˣ",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => add(constantLike(x!, -1), exp(x!)),
      hard: [{ inputs: { x: [1e-9] }, fails: "value" }],
    },
    {
      title: "1 − eˣ",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => sub(constantLike(x!, 1), exp(x!)),
      hard: [{ inputs: { x: [1e-9] }, fails: "value" }],
    },
  ],
  nearMisses: [
    { title: "eˣ + 1", inputs: { x: { shape: [4] } }, build: ({ x }) => add(exp(x!), constantLike(x!, 1)) },
    { title: "eˣ − 2", inputs: { x: { shape: [4] } }, build: ({ x }) => sub(exp(x!), constantLike(x!, 2)) },
  ],
};

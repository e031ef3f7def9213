/** @file exp-times-sigmoid: eˣ · sigmoid(−x) is sigmoid(x). */
import type { Node } from "../../graph/node.ts";
import { div, divOp } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { mul, mulOp } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { sigmoid, sigmoidOp } from "../../ops/sigmoid.ts";
import { exponential, negate, negative } from "../fragments.ts";
import { any, type Bindings, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const x = any("x");
const growing = exponential(x);
const falling = op(sigmoidOp, negative(x));
const reflected = any("reflected");
const factor = any("c");

const sigmoidOf = (b: Bindings): Node => sigmoid(b.has("reflected") ? negate(b.node("reflected")) : b.node("x"));

export const expTimesSigmoid: Rewrite = {
  id: "exp-times-sigmoid",
  what: "eˣ · sigmoid(−x) → sigmoid(x);  sigmoid(x) / eˣ → sigmoid(−x)",
  why: "eˣ overflows while the other factor underflows: ∞ · 0 and 0/0 are NaN.",
  failsAt: "x above 88.72 (float32) or 709.78 (float64); the quotient also below −103.97 or −745.13",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: either(
    op(mulOp, growing, falling),
    op(mulOp, exponential(negative(reflected)), op(sigmoidOp, reflected)),
    op(divOp, op(sigmoidOp, reflected), exponential(reflected)),
    op(mulOp, op(mulOp, factor, growing), falling),
    op(mulOp, growing, op(mulOp, factor, falling)),
  ),
  to: (b) => (b.has("c") ? mul(b.node("c"), sigmoidOf(b)) : sigmoidOf(b)),
  cases: [
    {
      title: "eˣ · sigmoid(−x)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => mul(exp(x!), sigmoid(neg(x!))),
      hard: [{ inputs: { x: [100, 1000] }, fails: "value" }],
    },
    {
      title: "sigmoid(x) · e⁻ˣ",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => mul(sigmoid(x!), exp(neg(x!))),
      hard: [{ inputs: { x: [-100, -1000] }, fails: "value" }],
    },
    {
      title: "sigmoid(x) / eˣ",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => div(sigmoid(x!), exp(x!)),
      hard: [{ inputs: { x: [-120, -1000] }, fails: "value" }],
    },
    {
      title: "(c · eˣ) · sigmoid(−x)",
      inputs: { x: { shape: [4] }, c: { shape: [3, 1] } },
      build: ({ x, c }) => mul(mul(c!, exp(x!)), sigmoid(neg(x!))),
      hard: [{ inputs: { x: [100, 1000] }, fails: "value" }],
    },
    {
      title: "eˣ · (c · sigmoid(−x))",
      inputs: { x: { shape: [4] }, c: { shape: [4] } },
      build: ({ x, c }) => mul(exp(x!), mul(c!, sigmoid(neg(x!)))),
      hard: [{ inputs: { x: [100, 1000] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "eˣ · sigmoid(x)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => mul(exp(x!), sigmoid(x!)),
    },
    {
      title: "of different values",
      inputs: { x: { shape: [4] }, y: { shape: [4] } },
      build: ({ x, y }) => mul(exp(x!), sigmoid(neg(y!))),
    },
    {
      title: "sigmoid(−x) / eˣ",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => div(sigmoid(neg(x!)), exp(x!)),
    },
  ],
};

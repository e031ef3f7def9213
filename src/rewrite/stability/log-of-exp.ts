/** @file log-of-exp: the logarithm undoes the exponential. */
import { add } from "../../ops/add.ts";
import { exp } from "../../ops/exp.ts";
import { log, logOp } from "../../ops/log.ts";
import { reshape } from "../../ops/reshape.ts";
import { exponential, move, moved } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const logOfExp: Rewrite = {
  id: "log-of-exp",
  what: "log(eˣ) → x",
  why: "eˣ overflows to ∞ or underflows to 0, and near x = 0 its rounding is most of the result.",
  failsAt: "x above 88.72 or below −103.97 (float32); above 709.78 or below −745.13 (float64)",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: op(logOp, moved("moves", exponential(any("x")))),
  to: (b) => move(b.path("moves"), b.node("x")),
  cases: [
    {
      title: "log eˣ",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(exp(x!)),
      hard: [
        { inputs: { x: [100, -200] }, fails: "value" },
        { inputs: { x: [1e-9] }, fails: "value" },
      ],
    },
    { title: "reshaped", inputs: { x: { shape: [2, 3] } }, build: ({ x }) => log(reshape(exp(x!), [6])) },
  ],
  nearMisses: [
    {
      title: "log(eˣ + y)",
      inputs: { x: { shape: [4] }, y: { shape: [4], domain: [1, 2] } },
      build: ({ x, y }) => log(add(exp(x!), y!)),
    },
  ],
};

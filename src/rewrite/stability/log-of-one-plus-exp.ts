/** @file log-of-one-plus-exp: log(1 + eˣ) is softplus(x). */
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { exp } from "../../ops/exp.ts";
import { log, logOp } from "../../ops/log.ts";
import { log1p, log1pOp } from "../../ops/log1p.ts";
import { softplus } from "../../ops/softplus.ts";
import { exponential, move, moved, onePlus } from "../fragments.ts";
import { any, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const power = exponential(any("x"));

export const logOfOnePlusExp: Rewrite = {
  id: "log-of-one-plus-exp",
  what: "log(1 + eˣ), log1p(eˣ) → softplus(x) = max(x, 0) + log1p(e^−|x|)",
  why: "eˣ overflows to ∞ above, and 1 + eˣ rounds to 1 below, which leaves a logarithm of 0.",
  failsAt: "x above 88.72 (float32) or 709.78 (float64); digits are lost below −16.6 or −36.7",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: either(op(logOp, moved("moves", onePlus(power))), op(log1pOp, moved("moves", power))),
  to: (b) => move(b.path("moves"), softplus(b.node("x"))),
  cases: [
    {
      title: "log(1 + eˣ)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(add(constantLike(x!, 1), exp(x!))),
      hard: [
        { inputs: { x: [100, 1000] }, fails: "value" },
        { inputs: { x: [-20, -50] }, fails: "value" },
      ],
    },
    {
      title: "log1p(eˣ)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log1p(exp(x!)),
      hard: [{ inputs: { x: [100, 1000] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "log(2 + eˣ)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(add(constantLike(x!, 2), exp(x!))),
    },
  ],
};

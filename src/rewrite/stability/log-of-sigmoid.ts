/** @file log-of-sigmoid: log sigmoid(x) is −softplus(−x). */
import { log, logOp } from "../../ops/log.ts";
import { log1p } from "../../ops/log1p.ts";
import { mul } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { reshape } from "../../ops/reshape.ts";
import { sigmoid, sigmoidOp } from "../../ops/sigmoid.ts";
import { softplus } from "../../ops/softplus.ts";
import { move, moved, negate } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const logOfSigmoid: Rewrite = {
  id: "log-of-sigmoid",
  what: "log(sigmoid(x)) → −softplus(−x)",
  why: "The probability underflows to 0 and its logarithm is −∞; with a label of 0 the cost is 0 · ∞ = NaN.",
  failsAt: "x below −103.97 (float32; −87.34 where subnormals are flushed) or −745.13 (float64)",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: op(logOp, moved("moves", op(sigmoidOp, any("x")))),
  to: (b) => move(b.path("moves"), neg(softplus(negate(b.node("x"))))),
  cases: [
    {
      title: "log sigmoid(x)",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(sigmoid(x!)),
      hard: [{ inputs: { x: [-1000, -200] }, fails: "value" }],
    },
    {
      title: "y log sigmoid(x), reshaped",
      inputs: { x: { shape: [3, 1] }, y: { shape: [3], values: [0, 1, 1] } },
      build: ({ x, y }) => mul(y!, log(reshape(sigmoid(x!), [3]))),
      hard: [{ inputs: { x: [-1000] }, fails: "value" }],
    },
  ],
  nearMisses: [{ title: "log1p of sigmoid", inputs: { x: { shape: [4] } }, build: ({ x }) => log1p(sigmoid(x!)) }],
};

/** @file log-of-one-plus: log(1 + x) is log1p(x), and log(1 − x) is log1p(−x). */
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { log, logOp } from "../../ops/log.ts";
import { log1p } from "../../ops/log1p.ts";
import { sub } from "../../ops/sub.ts";
import { negate, oneMinus, onePlus } from "../fragments.ts";
import { any, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

export const logOfOnePlus: Rewrite = {
  id: "log-of-one-plus",
  what: "log(1 + x) → log1p(x);  log(1 − x) → log1p(−x)",
  why: "1 + x rounds the small x away, and the logarithm of 1 is 0.",
  failsAt: "|x| below 6e-8 (float32) or 1.1e-16 (float64) gives 0",
  domain: "x > −1, or x < 1 for 1 − x",
  equality: "real",
  role: "stabilizes",
  waits: true,
  from: op(logOp, either(oneMinus(any("subtracted")), onePlus(any("added")))),
  to: (b) => log1p(b.has("added") ? b.node("added") : negate(b.node("subtracted"))),
  cases: [
    {
      title: "log(1 + x)",
      inputs: { x: { shape: [3, 4], domain: [-0.5, 3] } },
      build: ({ x }) => log(add(constantLike(x!, 1), x!)),
      hard: [{ inputs: { x: [1e-9, -1e-9, 1e-20] }, fails: "value" }],
    },
    {
      title: "log(1 − x)",
      inputs: { x: { shape: [4], domain: [-3, 0.5] } },
      build: ({ x }) => log(sub(constantLike(x!, 1), x!)),
      hard: [{ inputs: { x: [1e-9, -1e-20] }, fails: "value" }],
    },
  ],
  nearMisses: [
    {
      title: "log(2 + x)",
      inputs: { x: { shape: [4], domain: [-1, 3] } },
      build: ({ x }) => log(add(x!, constantLike(x!, 2))),
    },
    {
      title: "log(x − 1)",
      inputs: { x: { shape: [4], domain: [2, 3] } },
      build: ({ x }) => log(sub(x!, constantLike(x!, 1))),
    },
  ],
};

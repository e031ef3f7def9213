/** @file log-of-guarded-sigmoid: log(clip(sigmoid(x), ε, 1 − ε)) and log(sigmoid(x) + ε) are meant as −softplus(−x). */
import { add } from "../../ops/add.ts";
import { clip } from "../../ops/clip.ts";
import { constantLike } from "../../ops/constant.ts";
import { log, logOp } from "../../ops/log.ts";
import { maximum } from "../../ops/maximum.ts";
import { neg } from "../../ops/neg.ts";
import { sigmoid, sigmoidOp } from "../../ops/sigmoid.ts";
import { softplus } from "../../ops/softplus.ts";
import { guardedOrMoved, hasGuard, move, negate } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const hard = [{ inputs: { x: [-1000, -100] }, fails: "value" }] as const;

export const logOfGuardedSigmoid: Rewrite = {
  id: "log-of-guarded-sigmoid",
  what: "log(clip(sigmoid(x), ε, 1 − ε)), log(sigmoid(x) + ε), log(max(sigmoid(x), ε)) → −softplus(−x); equal wherever the guard is inactive, ε ≤ 1e-5",
  why: "A clipped probability has gradient zero: an example that is confidently wrong never learns. softplus needs no guard and keeps the gradient.",
  failsAt: "a probability below ε: x below −16.1 at 1e-7, in every dtype",
  domain: "all x whose probability the guard leaves alone",
  equality: "guard-inactive",
  role: "stabilizes",
  from: op(logOp, guardedOrMoved("guards", op(sigmoidOp, any("x")))),
  holds: (b) => hasGuard(b.path("guards")),
  to: (b) => move(b.path("guards"), neg(softplus(negate(b.node("x"))))),
  cases: [
    {
      title: "clip to [1e-7, 1 − 1e-7]",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(clip(sigmoid(x!), 1e-7, 1 - 1e-7)),
      hard,
    },
    {
      title: "an epsilon added",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(add(constantLike(x!, 1e-8), sigmoid(x!))),
      hard,
    },
    {
      title: "maximum with an epsilon",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(maximum(sigmoid(x!), constantLike(x!, 1e-12))),
      hard,
    },
  ],
  nearMisses: [
    {
      title: "a clip that changes ordinary probabilities",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(clip(sigmoid(x!), 0.01, 0.99)),
    },
    {
      title: "an epsilon that changes ordinary probabilities",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(add(sigmoid(x!), constantLike(x!, 0.1))),
    },
  ],
};

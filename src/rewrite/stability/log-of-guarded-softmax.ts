/** @file log-of-guarded-softmax: log(clip(softmax(x), ε, 1 − ε)) and log(softmax(x) + ε) are meant as logSoftmax(x). */

import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { add } from "../../ops/add.ts";
import { clip } from "../../ops/clip.ts";
import { constantLike } from "../../ops/constant.ts";
import { div } from "../../ops/div.ts";
import { log, logOp } from "../../ops/log.ts";
import { logSoftmax } from "../../ops/logSoftmax.ts";
import { maximum } from "../../ops/maximum.ts";
import { mul } from "../../ops/mul.ts";
import { reshape } from "../../ops/reshape.ts";
import { softmax, softmaxOp } from "../../ops/softmax.ts";
import { guardedOrMoved, hasGuard, move } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const hard = [{ inputs: { x: [1000, -1000, 0, 500] }, fails: "value" }] as const;

export const logOfGuardedSoftmax: Rewrite = {
  id: "log-of-guarded-softmax",
  what: "log(clip(softmaxₐ(x), ε, 1 − ε)), log(softmaxₐ(x) + ε), log(max(softmaxₐ(x), ε)) → logSoftmaxₐ(x); equal wherever the guard is inactive, ε ≤ 1e-5",
  why: "A clipped probability has gradient zero: an example that is confidently wrong never learns. logSoftmax needs no guard and keeps the gradient.",
  failsAt: "a probability below ε: at 1e-7 a logit 16.1 below the largest, in every dtype",
  domain: "all x whose probabilities the guard leaves alone",
  equality: "guard-inactive",
  role: "stabilizes",
  from: op(logOp, guardedOrMoved("guards", op(softmaxOp, any("x"), { name: "softmax" }))),
  holds: (b) => hasGuard(b.path("guards")),
  to: (b) => move(b.path("guards"), logSoftmax(b.node("x"), b.attrs<SoftmaxAttrs>("softmax").axis)),
  cases: [
    {
      title: "Keras: clip to [1e-7, 1 − 1e-7]",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(clip(softmax(x!, 1), 1e-7, 1 - 1e-7)),
      hard,
    },
    {
      title: "clip below only, over axis 0",
      inputs: { x: { shape: [4, 3] } },
      build: ({ x }) => log(clip(softmax(x!, 0), 1e-10, 1)),
      hard,
    },
    {
      title: "an epsilon added",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(add(softmax(x!, 1), constantLike(x!, 1e-8))),
      hard,
    },
    {
      title: "maximum with an epsilon, reshaped",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(maximum(constantLike(x!, 1e-12), reshape(softmax(x!, 1), [12]))),
      hard,
    },
    {
      title: "clipped and an epsilon added",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(add(clip(softmax(x!, 1), 1e-7, 1 - 1e-7), constantLike(x!, 1e-7))),
      hard,
    },
  ],
  nearMisses: [
    {
      title: "a clip that changes ordinary probabilities",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(clip(softmax(x!, 1), 0.1, 0.9)),
    },
    {
      title: "label smoothing inside the logarithm",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(add(mul(softmax(x!, 1), constantLike(x!, 0.9)), constantLike(x!, 0.025))),
    },
    {
      title: "a scaled softmax",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(add(div(softmax(x!, 1), constantLike(x!, 2)), constantLike(x!, 1e-8))),
    },
  ],
};

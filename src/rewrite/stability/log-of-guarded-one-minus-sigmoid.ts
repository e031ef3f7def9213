/** @file log-of-guarded-one-minus-sigmoid: log(1 − clip(sigmoid(x))) and log(1 − sigmoid(x) + ε) are meant as −softplus(x). */
import { add, addOp } from "../../ops/add.ts";
import { clip } from "../../ops/clip.ts";
import { constantLike } from "../../ops/constant.ts";
import { log, logOp } from "../../ops/log.ts";
import { log1p, log1pOp } from "../../ops/log1p.ts";
import { neg } from "../../ops/neg.ts";
import { sigmoid, sigmoidOp } from "../../ops/sigmoid.ts";
import { softplus } from "../../ops/softplus.ts";
import { sub, subOp } from "../../ops/sub.ts";
import { guardedOrMoved, hasGuard, largestGuard, move, negative } from "../fragments.ts";
import { any, constantWhere, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const probability = guardedOrMoved("inner", op(sigmoidOp, any("x")));
const one = constantWhere("one", (value) => value >= 1 && value <= 1 + largestGuard);
const complement = either(op(subOp, one, probability), op(addOp, one, negative(probability)));

const hard = [{ inputs: { x: [1000, 100] }, fails: "value" }] as const;

export const logOfGuardedOneMinusSigmoid: Rewrite = {
  id: "log-of-guarded-one-minus-sigmoid",
  what: "log(1 − clip(sigmoid(x), ε, 1 − ε)), log(1 − sigmoid(x) + ε) → −softplus(x); equal wherever the guard is inactive, ε ≤ 1e-5",
  why: "A clipped probability has gradient zero: an example that is confidently wrong never learns. An ε can also vanish: in float32 1e-10 + 1 is 1.",
  failsAt: "a probability above 1 − ε: x above 16.1 at 1e-7, in every dtype",
  domain: "all x whose probability the guard leaves alone",
  equality: "guard-inactive",
  role: "stabilizes",
  from: either(
    op(logOp, guardedOrMoved("outer", complement)),
    op(log1pOp, guardedOrMoved("outer", negative(probability))),
  ),
  holds: (b) => hasGuard(b.path("outer")) || hasGuard(b.path("inner")) || (b.has("one") && b.number("one") !== 1),
  to: (b) => move(b.path("outer"), move(b.path("inner"), neg(softplus(b.node("x"))))),
  cases: [
    {
      title: "1 − a clipped sigmoid",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(sub(constantLike(x!, 1), clip(sigmoid(x!), 1e-7, 1 - 1e-7))),
      hard,
    },
    {
      title: "clip of 1 − sigmoid",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(clip(sub(constantLike(x!, 1), sigmoid(x!)), 1e-7, 1)),
      hard,
    },
    {
      title: "1 − sigmoid(x) + ε",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(add(sub(constantLike(x!, 1), sigmoid(x!)), constantLike(x!, 1e-8))),
      hard,
    },
    {
      title: "1.000001 − sigmoid(x)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(sub(constantLike(x!, 1 + 1e-6), sigmoid(x!))),
      hard,
    },
    {
      title: "log1p of a clipped sigmoid's negative",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log1p(neg(clip(sigmoid(x!), 1e-7, 1 - 1e-7))),
      hard,
    },
  ],
  nearMisses: [
    {
      title: "a clip that changes ordinary probabilities",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(sub(constantLike(x!, 1), clip(sigmoid(x!), 0.01, 0.99))),
    },
    {
      title: "1.1 − sigmoid(x)",
      inputs: { x: { shape: [4] } },
      build: ({ x }) => log(sub(constantLike(x!, 1.1), sigmoid(x!))),
    },
  ],
};

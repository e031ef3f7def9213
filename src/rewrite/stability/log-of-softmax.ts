/** @file log-of-softmax: log softmax(x) is logSoftmax(x), also through slices, gathers and changes of shape. */

import { toValue } from "../../graph/dtype.ts";
import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { constant } from "../../ops/constant.ts";
import { gather } from "../../ops/gather.ts";
import { log, logOp } from "../../ops/log.ts";
import { log1p } from "../../ops/log1p.ts";
import { logSoftmax } from "../../ops/logSoftmax.ts";
import { mul } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { softmax, softmaxOp } from "../../ops/softmax.ts";
import { sum } from "../../ops/sum.ts";
import { transpose } from "../../ops/transpose.ts";
import { move, moved } from "../fragments.ts";
import { any, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const hard = [{ inputs: { x: [1000, -1000, 0, 500] }, fails: "value" }] as const;

export const logOfSoftmax: Rewrite = {
  id: "log-of-softmax",
  what: "log(softmaxₐ(x)) → logSoftmaxₐ(x), also of a slice, gather, transpose or reshape of it",
  why: "A probability underflows to 0 and its logarithm is −∞; the cost is infinite and its gradient 0 · ∞ = NaN.",
  failsAt: "a logit 103.97 (float32; 87.34 where subnormals are flushed) or 745.13 (float64) below the largest",
  domain: "all x",
  equality: "real",
  role: "stabilizes",
  from: op(logOp, moved("moves", op(softmaxOp, any("x"), { name: "softmax" }))),
  to: (b) => move(b.path("moves"), logSoftmax(b.node("x"), b.attrs<SoftmaxAttrs>("softmax").axis)),
  cases: [
    { title: "over axis 1", inputs: { x: { shape: [3, 4] } }, build: ({ x }) => log(softmax(x!, 1)), hard },
    { title: "over axis 0", inputs: { x: { shape: [4, 3] } }, build: ({ x }) => log(softmax(x!, 0)), hard },
    { title: "over the middle axis", inputs: { x: { shape: [2, 3, 4] } }, build: ({ x }) => log(softmax(x!, 1)) },
    {
      title: "cross entropy −Σ y log softmax(x)",
      inputs: { x: { shape: [2, 3] }, y: { shape: [2, 3], values: [0, 1, 0, 1, 0, 0] } },
      build: ({ x, y }) => neg(sum(mul(y!, log(softmax(x!, 1))))),
      hard: [{ inputs: { x: [1000, -1000, 0, -1000, 0, 1000] }, fails: "value" }],
    },
    {
      title: "of the transpose",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(transpose(softmax(x!, 1))),
      hard,
    },
    {
      title: "of some columns, reshaped",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(reshape(slice(softmax(x!, 1), [0, 1], [3, 3]), [6])),
      hard,
    },
    {
      title: "of gathered rows",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(gather(softmax(x!, 1), constant(toValue("int32", [2], [2, 0])), 0)),
      hard,
    },
  ],
  nearMisses: [
    {
      title: "of a sum of probabilities",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => log(sum(softmax(x!, 1), { axes: 0 })),
    },
    { title: "log1p of softmax", inputs: { x: { shape: [3, 4] } }, build: ({ x }) => log1p(softmax(x!, 1)) },
  ],
};

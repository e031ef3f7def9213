/** @file softmax-of-shifted: a shift along the softmax axis cancels. */
import type { Node } from "../../graph/node.ts";
import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { div } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { logSoftmax, logSoftmaxOp } from "../../ops/logSoftmax.ts";
import { max } from "../../ops/max.ts";
import { softmax, softmaxOp } from "../../ops/softmax.ts";
import { stopGradient } from "../../ops/stopGradient.ts";
import { sub, subOp } from "../../ops/sub.ts";
import { sum } from "../../ops/sum.ts";
import { sameShape } from "../../util/shape.ts";
import { any, either, op } from "../pattern.ts";
import type { Rewrite } from "../rule.ts";

const shifted = op(subOp, any("x"), any("shift"));

const rowMax = (x: Node): Node => max(x, { axes: 1, keepdims: true });

export const softmaxOfShifted: Rewrite = {
  id: "softmax-of-shifted",
  what: "softmaxₐ(x − s) → softmaxₐ(x), and the same for logSoftmax, where s does not vary along a",
  why: "Softmax written by hand with the maximum subtracted is already stable; the shift hides it from rules that mend its logarithm.",
  failsAt: "no x; it opens the way to log-of-softmax, whose form before fails at a gap of 103.97 (float32)",
  domain: "all x and finite s",
  equality: "real",
  role: "recognizes",
  from: either(op(softmaxOp, shifted, { name: "softmax" }), op(logSoftmaxOp, shifted, { name: "softmax" })),
  holds: (b) => {
    const { axis } = b.attrs<SoftmaxAttrs>("softmax");
    const [x, s] = [b.node("x"), b.node("shift")];
    const at = axis - (x.shape.length - s.shape.length);
    return sameShape(x.shape, b.node("softmax").shape) && (at < 0 || s.shape[at] === 1);
  },
  to: (b, node) => {
    const { axis } = b.attrs<SoftmaxAttrs>("softmax");
    return node.op === softmaxOp ? softmax(b.node("x"), axis) : logSoftmax(b.node("x"), axis);
  },
  cases: [
    {
      title: "softmax with the row maximum subtracted",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => softmax(sub(x!, rowMax(x!)), 1),
    },
    {
      title: "logSoftmax with the column maximum subtracted",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => logSoftmax(sub(x!, max(x!, { axes: 0 })), 0),
    },
    {
      title: "the maximum kept out of the gradient",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => softmax(sub(x!, stopGradient(rowMax(x!))), 1),
    },
  ],
  nearMisses: [
    {
      title: "a bias that varies along the axis",
      inputs: { x: { shape: [3, 4] }, b: { shape: [4] } },
      build: ({ x, b }) => softmax(sub(x!, b!), 1),
    },
    {
      title: "different shifts above and below the line",
      inputs: { x: { shape: [3, 4] } },
      build: ({ x }) => div(exp(sub(x!, rowMax(x!))), sum(exp(x!), { axes: 1, keepdims: true })),
    },
  ],
};

/** @file A softmax over an axis of one element. */

import type { SoftmaxAttrs } from "../../ops/_softmax.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { softmax } from "../../ops/softmax.ts";
import { example } from "./_example.ts";
import { eachNode } from "./_patterns.ts";
import type { PatternRule } from "./_rule.ts";

const logits = { x: { shape: [4, 1], lo: -5, hi: 5 } } as const;

export const softmaxOfOne: PatternRule = {
  id: "softmax-of-one",
  title: "a softmax over a single element",
  what: "The softmax is taken along an axis of size 1. It is 1 whatever its operand is, and its gradient is 0: nothing before it can learn.",
  why: "e^z / e^z = 1, with derivative 1 · (1 − 1) = 0.",
  remedy: "sigmoid for one yes-or-no answer, or the axis that holds the classes.",
  severity: "advice",
  references: ["stackoverflow.com/questions/68751439, Keras model with softmax on one unit does not learn"],
  find: (context) =>
    eachNode(context, ({ op, attrs, shape }) =>
      ["softmax", "logSoftmax"].includes(op.name) && shape[(attrs as SoftmaxAttrs).axis] === 1
        ? `${op.name} over an axis of one element is always ${op.name === "softmax" ? 1 : 0}`
        : null,
    ),
  examples: {
    bad: example("softmax(x) along an axis of 1", logits, ({ x }) => softmax(x, 1)),
    good: example("σ(x)", logits, ({ x }) => sigmoid(x)),
  },
};

/** @file A softmax of a softmax. */
import { logSoftmax } from "../../ops/logSoftmax.ts";
import { softmax } from "../../ops/softmax.ts";
import { example } from "./_example.ts";
import { beneath, eachNode } from "./_patterns.ts";
import type { PatternRule } from "./_rule.ts";

const logits = { x: { shape: [2, 4], lo: -5, hi: 5 } } as const;

export const doubleSoftmax: PatternRule = {
  id: "double-softmax",
  title: "a softmax of a softmax",
  what: "A softmax is applied to the output of another, for example by a cross-entropy that expects logits. The answer cannot come near 0 or 1, and gradients are small.",
  why: "The operands lie in [0, 1], so no probability is above e / (e + n − 1): 0.232 for 10 classes.",
  remedy: "Give the cross-entropy the logits, or leave out the second softmax.",
  severity: "advice",
  references: ["PyTorch CrossEntropyLoss documentation: the input is expected to contain unnormalised logits"],
  find: (context) =>
    eachNode(context, ({ op, inputs }) => {
      const isSoftmax = op.name === "softmax" || op.name === "logSoftmax";
      const below = isSoftmax ? beneath(inputs[0]!) : null;
      return below?.op.name === "softmax" ? `${op.name} is applied to what is a softmax already` : null;
    }),
  examples: {
    bad: example("logSoftmax(softmax(x))", logits, ({ x }) => logSoftmax(softmax(x))),
    good: example("logSoftmax(x)", logits, ({ x }) => logSoftmax(x)),
  },
};

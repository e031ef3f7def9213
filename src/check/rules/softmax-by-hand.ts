/** @file A division by a sum of exponentials that are not shifted. */
import { div } from "../../ops/div.ts";
import { exp } from "../../ops/exp.ts";
import { softmax } from "../../ops/softmax.ts";
import { sum } from "../../ops/sum.ts";
import { example } from "./_example.ts";
import { beneath, eachNode } from "./_patterns.ts";
import type { PatternRule } from "./_rule.ts";

const logits = { x: { shape: [2, 4], lo: -5, hi: 5 } } as const;

export const softmaxByHand: PatternRule = {
  id: "softmax-by-hand",
  title: "a division by a sum of exponentials",
  what: "Exponentials are divided by their sum without subtracting the largest operand first. In the stated ranges it stays finite; with wider ones it is ∞/∞ or 0/0.",
  why: "eˣ overflows above 88.72 in float32; where all x are below −103.98 the sum is 0.",
  remedy: "softmax(x), which subtracts the largest element.",
  severity: "advice",
  references: ["ronxin/wevi#2", "GRIST (FSE 2021), cases 11, 16 and 17"],
  find: (context) =>
    eachNode(context, ({ op, inputs }) => {
      if (op.name !== "div") return null;
      const total = beneath(inputs[1]!);
      const terms = total.op.name === "sum" ? beneath(total.inputs[0]!) : null;
      if (terms?.op.name !== "exp") return null;
      const operand = beneath(terms.inputs[0]!);
      // x − max(x), and whatever else is known not to be above 0
      const isShifted = operand.op.name === "sub" && context.range(operand).hi <= 0;
      return isShifted ? null : "a softmax by hand: exponentials are divided by their sum without a shift";
    }),
  examples: {
    bad: example("eˣ / Σ eˣ, x in [−5, 5]", logits, ({ x }) => div(exp(x), sum(exp(x), { axes: 1, keepdims: true }))),
    good: example("softmax(x), x in [−5, 5]", logits, ({ x }) => softmax(x)),
  },
};

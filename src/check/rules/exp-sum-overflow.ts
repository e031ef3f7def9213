/** @file A sum of exponentials beyond the largest number, though each is finite. */
import { clip } from "../../ops/clip.ts";
import { exp } from "../../ops/exp.ts";
import { sum } from "../../ops/sum.ts";
import { example } from "./_example.ts";
import type { EventRule } from "./_rule.ts";

export const expSumOverflow: EventRule = {
  id: "exp-sum-overflow",
  title: "a sum of exponentials can overflow",
  what: "Each exponential is finite, but their sum can be beyond the largest number. What is divided by the sum becomes 0, and its logarithm −Infinity.",
  why: "n terms of e^x stay below the largest float32 only for x ≤ 88.72 − log n: clipping the operand at 87 is not enough for 10 terms (86.42).",
  remedy:
    "Subtract the largest element before exp: then the sum of n terms lies in [1, n]. Or use softmax, logSoftmax, logSumExp.",
  severity: "error",
  references: ["GRIST (FSE 2021), cases 16b and 16c: logits clipped at 87 before a sum of ten exponentials"],
  precedence: 8,
  // a quotient overflows by its divisor as well
  explain: ({ event, backward }) =>
    !backward &&
    event.kind === "overflow" &&
    event.source !== event.node &&
    event.source.op.name === "exp" &&
    event.node.op.name !== "div"
      ? {
          at: event.source,
          message: "these exponentials are finite, but what is made of them can overflow to Infinity",
          help: "subtract the largest element before exp: the sum of n terms then lies in [1, n]",
        }
      : null,
  examples: {
    bad: example(
      "sum(exp(min(x, 87))), 10 terms, x in [−100, 100]",
      { x: { shape: [10], lo: -100, hi: 100 } },
      ({ x }) => sum(exp(clip(x, -100, 87)), { axes: 0, keepdims: true }),
    ),
    good: example(
      "sum(exp(min(x, 80))), 10 terms, x in [−100, 100]",
      { x: { shape: [10], lo: -100, hi: 100 } },
      ({ x }) => sum(exp(clip(x, -100, 80)), { axes: 0, keepdims: true }),
    ),
  },
};

/** @file e^x beyond the largest number. */
import { exp } from "../../ops/exp.ts";
import { max } from "../../ops/max.ts";
import { sub } from "../../ops/sub.ts";
import { example } from "./_example.ts";
import { type EventRule, isHazard } from "./_rule.ts";

export const expOverflow: EventRule = {
  id: "exp-overflow",
  title: "exp can overflow to Infinity",
  what: "The operand of exp can be so large that e^x is beyond the largest number. The result is Infinity; a quotient of two such results, or their product with 0, is NaN.",
  why: "e^x ≤ the largest finite number holds up to x = 88.7228 in float32 and bfloat16, 709.7827 in float64 and 11.09 in float16.",
  remedy:
    "Subtract the largest element first (softmax, logSumExp), or use the stable function that holds the exp: softmax, logSoftmax, sigmoid, softplus, tanh.",
  severity: "error",
  references: [
    "Blanchard, Higham, Higham: Accurately computing the log-sum-exp and softmax functions, IMA J. Numer. Anal. 2021",
    "ronxin/wevi#2: a softmax whose exp is Infinity",
  ],
  precedence: 10,
  explain: (observed) =>
    isHazard(observed, ["exp", "expm1"], ["Infinity"])
      ? {
          message: `${observed.event.node.op.name} can overflow to Infinity`,
          help: "subtract the largest element first, or use softmax, logSoftmax, sigmoid or softplus in its place",
        }
      : null,
  examples: {
    bad: example("exp(x), x in [0, 100]", { x: { shape: [4], lo: 0, hi: 100 } }, ({ x }) => exp(x)),
    good: example("exp(x − max(x)), x in [0, 100]", { x: { shape: [4], lo: 0, hi: 100 } }, ({ x }) =>
      exp(sub(x, max(x, { axes: 0, keepdims: true }))),
    ),
  },
};

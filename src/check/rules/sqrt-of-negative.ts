/** @file The square root of a number below 0. */
import { mean } from "../../ops/mean.ts";
import { mul } from "../../ops/mul.ts";
import { sqrt } from "../../ops/sqrt.ts";
import { square } from "../../ops/square.ts";
import { sub } from "../../ops/sub.ts";
import { example } from "./_example.ts";
import { type EventRule, isHazard } from "./_rule.ts";

const all = { axes: 0, keepdims: true } as const;

export const sqrtOfNegative: EventRule = {
  id: "sqrt-of-negative",
  title: "sqrt can be taken of a number below 0",
  what: "The operand of the square root can be negative. The result is NaN.",
  why: "√x is defined for x ≥ 0. A variance computed as mean(x²) − mean(x)² is below 0 by rounding where all x are nearly equal.",
  remedy: "Compute a variance as mean((x − mean(x))²), which cannot be negative, or take max(x, 0) before the root.",
  severity: "error",
  references: ["Higham: Accuracy and Stability of Numerical Algorithms, 2002, 1.9: one-pass formula of the variance"],
  precedence: 40,
  explain: (observed) =>
    isHazard(observed, ["sqrt"], ["NaN"])
      ? {
          message: "sqrt can be taken of a number below 0: the result is NaN",
          help: "take max(x, 0) before the root, or compute the operand so that it cannot be negative",
        }
      : null,
  examples: {
    bad: example("√(mean(x²) − mean(x)²), x in [−10, 10]", { x: { shape: [8], lo: -10, hi: 10 } }, ({ x }) => {
      const center = mean(x, all);
      return sqrt(sub(mean(square(x), all), mul(center, center)));
    }),
    good: example("√mean((x − mean(x))²), x in [−10, 10]", { x: { shape: [8], lo: -10, hi: 10 } }, ({ x }) =>
      sqrt(mean(square(sub(x, mean(x, all))), all)),
    ),
  },
};

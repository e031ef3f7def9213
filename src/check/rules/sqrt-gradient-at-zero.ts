/** @file The infinite gradient of a root at 0. */
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { sqrt } from "../../ops/sqrt.ts";
import { square } from "../../ops/square.ts";
import { sum } from "../../ops/sum.ts";
import { example } from "./_example.ts";
import type { EventRule } from "./_rule.ts";

export const sqrtGradientAtZero: EventRule = {
  id: "sqrt-gradient-at-zero",
  title: "the gradient of sqrt can be taken at 0",
  what: "The root itself is fine, but its gradient at 0 is Infinity, and 0 · Infinity is NaN: one zero among the operands makes every weight NaN. A norm or a standard deviation of equal values does it.",
  why: "d√x = dx / (2√x), which is dx / 0 at x = 0.",
  remedy:
    "Add an ε inside of the root: √(x + 1e-12). For √(eˣ) write e^(x/2), for √(x²) write |x|. A where outside of the root does not help: choose a safe operand before it.",
  severity: "error",
  references: [
    "pytorch#2421, #2721, #4320; tf#12071",
    "GRIST (FSE 2021): five VAE cases whose √(eˣ) underflows",
    "JAX FAQ: gradients contain NaN where using where",
  ],
  precedence: 1,
  explain: ({ forward, backward, event }, { range }) => {
    if (!backward || forward.op.name !== "sqrt" || event.kind !== "hazard") return null;
    return {
      message: "the operand of sqrt can be 0, where its gradient is Infinity",
      help: "add an ε inside of the root: √(x + 1e-12)",
      range: range(forward.inputs[0]!),
    };
  },
  examples: {
    bad: example("√(Σ x²), x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) => sqrt(sum(square(x)))),
    good: example("√(Σ x² + 1e-12), x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) =>
      sqrt(add(sum(square(x)), constantLike(x, 1e-12))),
    ),
  },
};

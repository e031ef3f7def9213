/** @file A gradient that is not finite where the value is. */
import { abs } from "../../ops/abs.ts";
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { pow } from "../../ops/pow.ts";
import { sum } from "../../ops/sum.ts";
import { example } from "./_example.ts";
import type { EventRule } from "./_rule.ts";

export const infiniteGradient: EventRule = {
  id: "infinite-gradient",
  title: "a gradient can be infinite where the value is finite",
  what: "Every value of the forward pass is finite, but the gradient of the loss is not: after one step the weights are NaN.",
  why: "The derivative of a function can have a pole where the function has none: d xᵃ = a xᵃ⁻¹ dx at x = 0 for a < 1. A where does not stop it: the branch that is not chosen passes 0 · ∞ = NaN.",
  remedy:
    "Keep the operand away from the pole with an ε, or choose a safe operand with a second where before the function.",
  severity: "error",
  references: ["pytorch#10729, #15506, #68425: where does not stop NaN gradients", "jax#347"],
  precedence: 2,
  explain: ({ backward, event, forward }) => {
    if (!backward) return null;
    const what = event.hazard?.what ?? (event.kind === "overflow" ? "it overflows" : "0 · Infinity");
    return {
      message: `the gradient of ${forward.op.name} can be infinite or NaN although its value is finite (${what})`,
      help: "keep its operand away from there with an ε, or choose a safe operand with where before the function",
    };
  },
  examples: {
    bad: example("Σ |x|^0.5, x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) =>
      sum(pow(abs(x), constantLike(x, 0.5))),
    ),
    good: example("Σ (|x| + 1e-6)^0.5, x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) =>
      sum(pow(add(abs(x), constantLike(x, 1e-6)), constantLike(x, 0.5))),
    ),
  },
};

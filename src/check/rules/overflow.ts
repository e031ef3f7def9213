/** @file A result beyond the largest number. */
import { mul } from "../../ops/mul.ts";
import { tanh } from "../../ops/tanh.ts";
import { example } from "./_example.ts";
import type { EventRule } from "./_rule.ts";

export const overflow: EventRule = {
  id: "overflow",
  title: "a result can overflow",
  what: "A sum, product or matrix product can be beyond the largest number of its dtype. The result is ±Infinity.",
  why: "The largest numbers are 3.4028e38 in float32, 65504 in float16, 3.3895e38 in bfloat16 and 1.7977e308 in float64.",
  remedy:
    "Scale the operands down (inputs to about 1, a mean in the place of a sum), or bound them before the operation.",
  severity: "error",
  references: [
    "pytorch#40497, tensorflow/models#10426: overflow in half precision",
    "tf#18493: inputs that are not scaled",
  ],
  precedence: 90,
  explain: ({ event, backward }) =>
    !backward && event.kind === "overflow"
      ? {
          message: `${event.node.op.name} can overflow to ±Infinity`,
          help: "scale the operands down or bound them; take a mean in the place of a sum",
        }
      : null,
  examples: {
    bad: example("x · x, x in [−1e30, 1e30]", { x: { shape: [4], lo: -1e30, hi: 1e30 } }, ({ x }) => mul(x, x)),
    good: example("tanh(x) · tanh(x), x in [−1e30, 1e30]", { x: { shape: [4], lo: -1e30, hi: 1e30 } }, ({ x }) =>
      mul(tanh(x), tanh(x)),
    ),
  },
};

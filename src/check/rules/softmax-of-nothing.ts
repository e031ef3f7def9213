/** @file A softmax over a row that is masked out completely. */
import { constantLike } from "../../ops/constant.ts";
import { softmax } from "../../ops/softmax.ts";
import { where } from "../../ops/where.ts";
import { example } from "./_example.ts";
import type { EventRule } from "./_rule.ts";

const masked = { x: { shape: [2, 4], lo: -1, hi: 1 }, keep: { shape: [2, 4], lo: 0, hi: 1, dtype: "bool" } } as const;

export const softmaxOfNothing: EventRule = {
  id: "softmax-of-nothing",
  title: "a softmax can be taken of a row of −Infinity",
  what: "All elements of a row may be masked with −Infinity. The softmax of that row is NaN, and so is every gradient.",
  why: "softmax subtracts the largest element: −∞ − (−∞) = NaN.",
  remedy: "Mask with a large finite number such as −1e9 (−1e4 in float16), or keep one element of each row.",
  severity: "error",
  references: ["pytorch#24816, #41508, #103749, answered by #131060 _safe_softmax", "mlx#2395, burn#4697"],
  precedence: 5,
  explain: ({ event, backward }) =>
    !backward && event.kind === "not-a-number" && ["softmax", "logSoftmax", "logSumExp"].includes(event.node.op.name)
      ? {
          message: `every element of a row can be −Infinity: ${event.node.op.name} of it is NaN`,
          help: "mask with a large finite number such as −1e9, or keep one element of each row",
        }
      : null,
  examples: {
    bad: example("softmax(where(m, x, −∞)), m a mask", masked, ({ x, keep }) =>
      softmax(where(keep, x, constantLike(x, Number.NEGATIVE_INFINITY))),
    ),
    good: example("softmax(where(m, x, −1e9)), m a mask", masked, ({ x, keep }) =>
      softmax(where(keep, x, constantLike(x, -1e9))),
    ),
  },
};

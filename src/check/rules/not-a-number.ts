/** @file Infinities that meet: ∞ − ∞, 0 · ∞ and ∞ / ∞. */
import { cast } from "../../ops/cast.ts";
import { constantLike } from "../../ops/constant.ts";
import { mul } from "../../ops/mul.ts";
import { where } from "../../ops/where.ts";
import { example } from "./_example.ts";
import type { EventRule } from "./_rule.ts";

const masked = { x: { shape: [4], lo: 0, hi: 1 }, keep: { shape: [4], lo: 0, hi: 1, dtype: "bool" } } as const;

export const notANumber: EventRule = {
  id: "not-a-number",
  title: "infinities can meet",
  what: "An infinity that the program itself writes, such as the −∞ of a mask, is multiplied by 0 or subtracted from another, or two infinities of one overflow meet, as in ∞ / ∞ of a softmax by hand. The result is NaN.",
  why: "0 · ∞, ∞ − ∞ and ∞ / ∞ have no value in IEEE arithmetic.",
  remedy:
    "Choose with where(mask, x, 0) after the operation in the place of multiplying with the mask, or mask with a large finite number; take an overflow away where it arises.",
  severity: "error",
  references: ["pytorch#89558, #144220: 0 · log 0 in an entropy"],
  precedence: 95,
  explain: ({ event, backward }) => {
    if (backward || event.kind !== "not-a-number") return null;
    const { node, source } = event;
    if (source !== node) {
      return {
        message: `${node.op.name} can meet two infinities of ${source.op.name} before it: the result is NaN`,
        help: `keep the result of ${source.op.name} finite, and this one is finite too`,
      };
    }
    return {
      message: `${node.op.name} can meet 0 · Infinity or Infinity − Infinity: the result is NaN`,
      help: "choose with where(mask, x, 0), or mask with a large finite number",
    };
  },
  examples: {
    bad: example("m · where(m, x, −∞), m a mask", masked, ({ x, keep }) =>
      mul(cast(keep, "float32"), where(keep, x, constantLike(x, Number.NEGATIVE_INFINITY))),
    ),
    good: example("where(m, x, −∞), m a mask", masked, ({ x, keep }) =>
      where(keep, x, constantLike(x, Number.NEGATIVE_INFINITY)),
    ),
  },
};

/** @file A mean over a mask that may be empty. */

import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { cast } from "../../ops/cast.ts";
import { constantLike } from "../../ops/constant.ts";
import { div } from "../../ops/div.ts";
import { maximum } from "../../ops/maximum.ts";
import { mul } from "../../ops/mul.ts";
import { sum } from "../../ops/sum.ts";
import { example } from "./_example.ts";
import { type EventRule, isHazard } from "./_rule.ts";

/** Whether the node is a sum of a cast condition: a count. */
function isCount(node: Node): boolean {
  let at: Node | undefined = node;
  while (at && at.inputs.length === 1 && at.op.accuracy === "exact" && at.op.name !== "cast") at = at.inputs[0];
  const summed = at?.op.name === "sum" ? at.inputs[0] : undefined;
  return summed?.op.name === "cast" && !isFloat(summed.inputs[0]!.dtype);
}

const masked = { x: { shape: [8], lo: -1, hi: 1 }, keep: { shape: [8], lo: 0, hi: 1, dtype: "bool" } } as const;

const all = { axes: 0, keepdims: true } as const;

export const meanOfNothing: EventRule = {
  id: "mean-of-nothing",
  title: "a mean can be taken over nothing",
  what: "The values that a mask keeps are averaged, and the mask may keep none: the sum 0 is divided by the count 0, which is NaN.",
  why: "Σ m·x / Σ m with every m = 0 is 0 / 0. A batch whose labels are all ignored is enough.",
  remedy: "Divide by max(count, 1): the sum is 0 then, and so is the mean.",
  severity: "error",
  references: ["pytorch#70348, #75181, #116349: the loss is NaN where all labels are ignored", "torchtune#2341"],
  precedence: 25,
  explain: (observed) => {
    if (!isHazard(observed, ["div", "reciprocal"], ["±Infinity or NaN"])) return null;
    const { node, hazard } = observed.event;
    if (!isCount(node.inputs[hazard!.operand]!)) return null;
    return { message: "the mask may keep nothing: the mean is 0 / 0 = NaN", help: "divide by max(count, 1)" };
  },
  examples: {
    bad: example("Σ m·x / Σ m, m a mask", masked, ({ x, keep }) => {
      const mask = cast(keep, "float32");
      return div(sum(mul(mask, x), all), sum(mask, all));
    }),
    good: example("Σ m·x / max(Σ m, 1), m a mask", masked, ({ x, keep }) => {
      const mask = cast(keep, "float32");
      const count = sum(mask, all);
      return div(sum(mul(mask, x), all), maximum(count, constantLike(count, 1)));
    }),
  },
};

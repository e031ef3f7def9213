/** @file An ε below the smallest normal number. */
import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { scalarLike } from "../../ops/_elementwise.ts";
import type { ClipAttrs } from "../../ops/clip.ts";
import { maximum } from "../../ops/maximum.ts";
import { floatLimits } from "../../util/float.ts";
import { example } from "./_example.ts";
import { eachNode, uniform } from "./_patterns.ts";
import type { PatternRule, RuleContext } from "./_rule.ts";

const probability = { p: { shape: [4], lo: 0, hi: 1 } } as const;

/** Numbers that the node adds to its operand, or bounds it by. */
function guardsOf({ op, inputs, attrs }: Node, context: RuleContext): number[] {
  if (op.name === "clip") return [(attrs as ClipAttrs).lo, (attrs as ClipAttrs).hi];
  if (op.name !== "add" && op.name !== "maximum") return [];
  return inputs.map((input) => uniform(input, context)).filter((value) => value !== null);
}

export const subnormalEpsilon: PatternRule = {
  id: "subnormal-epsilon",
  title: "an ε is below the smallest normal number",
  what: "A constant that is to keep a value away from 0 is itself so small that hardware which flushes subnormal numbers takes it for 0, and its reciprocal overflows.",
  why: "The smallest normal numbers are 1.18e-38 in float32 and bfloat16, 6.1e-5 in float16, 2.2e-308 in float64. 1/1e-39 is Infinity in float32.",
  remedy: "Take 1e-7 to 1e-12 in float32, 1e-4 in float16.",
  severity: "advice",
  references: ["pytorch#8860, #40497; NVIDIA/apex#240; tf#62399: log of a subnormal is −Infinity"],
  find: (context) =>
    eachNode(context, (node) => {
      if (!isFloat(node.dtype)) return null;
      const { minNormal } = floatLimits[node.dtype];
      const small = guardsOf(node, context).find((value) => value !== 0 && Math.abs(value) < minNormal);
      if (small === undefined) return null;
      return `${small.toPrecision(3)} is below the smallest normal ${node.dtype}, ${minNormal.toPrecision(3)}`;
    }),
  examples: {
    bad: example("max(p, 1e-40)", probability, ({ p }) => maximum(p, scalarLike(p, 1e-40))),
    good: example("max(p, 1e-10)", probability, ({ p }) => maximum(p, scalarLike(p, 1e-10))),
  },
};

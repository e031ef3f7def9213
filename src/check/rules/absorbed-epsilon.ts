/** @file An ε that is lost in the constant it is added to. */
import { scalarLike } from "../../ops/_elementwise.ts";
import { add } from "../../ops/add.ts";
import { sub } from "../../ops/sub.ts";
import { example } from "./_example.ts";
import { eachNode, uniform } from "./_patterns.ts";
import type { PatternRule } from "./_rule.ts";

const probability = { p: { shape: [4], lo: 0, hi: 0.5 } } as const;

export const absorbedEpsilon: PatternRule = {
  id: "absorbed-epsilon",
  title: "an ε is lost in the constant it is added to",
  what: "A small constant is added to a larger one and rounded away, so that it protects nothing: 1e-10 + 1 − p is 1 − p.",
  why: "In float32 the next number after 1 is 1 + 1.2e-7: 1 + 1e-10 is rounded to 1. The order of the additions decides.",
  remedy: "Add the ε last, to what can be 0: (1 − p) + 1e-10; or use an ε above 1e-7 in float32.",
  severity: "advice",
  references: ["GRIST (FSE 2021), cases 35, 36, 39, 43 and 49: log(1e-10 + 1 − p) of five VAEs"],
  find: (context) =>
    eachNode(context, (node) => {
      if (node.op.name !== "add" && node.op.name !== "sub") return null;
      const [a, b] = node.inputs.map((input) => uniform(input, context));
      if (a == null || b == null || a === 0 || b === 0) return null;
      const [small, large] = Math.abs(a) < Math.abs(b) ? [a, b] : [b, a];
      const result = uniform(node, context);
      return result !== null && Math.abs(result) === Math.abs(large)
        ? `${small} is lost: added to ${large} it is rounded away in ${node.dtype}`
        : null;
    }),
  examples: {
    bad: example("1e-10 + 1 − p", probability, ({ p }) => sub(add(scalarLike(p, 1e-10), scalarLike(p, 1)), p)),
    good: example("1 − p + 1e-10", probability, ({ p }) => add(sub(scalarLike(p, 1), p), scalarLike(p, 1e-10))),
  },
};

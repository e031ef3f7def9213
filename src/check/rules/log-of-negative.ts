/** @file The logarithm of a number below 0. */

import { clip } from "../../ops/clip.ts";
import { log } from "../../ops/log.ts";
import { softplus } from "../../ops/softplus.ts";
import { example } from "./_example.ts";
import { type EventRule, isHazard } from "./_rule.ts";

export const logOfNegative: EventRule = {
  id: "log-of-negative",
  title: "log can be taken of a number below 0",
  what: "The operand of log can be negative. The result is NaN, and so is everything that is computed from it.",
  why: "log x is defined for x > 0 only; log1p(x) for x > −1.",
  remedy:
    "Make the operand positive by construction: softplus(x) or exp(x) for a scale, a square plus an ε for a length.",
  severity: "error",
  references: ["GRIST (FSE 2021), cases 4 and 13: log of an unrestricted value"],
  precedence: 20,
  explain: (observed) =>
    isHazard(observed, ["log", "log1p"], ["NaN"])
      ? {
          message: `${observed.event.node.op.name} can be taken of a number below ${observed.event.node.op.name === "log1p" ? "−1" : "0"}: the result is NaN`,
          help: "make the operand positive by construction, for example with softplus(x) or exp(x)",
        }
      : null,
  examples: {
    bad: example("log(x), x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) => log(x)),
    good: example("log(clip(softplus(x), 1e-3, ∞)), x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) =>
      log(clip(softplus(x), 1e-3, Number.POSITIVE_INFINITY)),
    ),
  },
};

/** @file A divisor that can be 0. */
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { div } from "../../ops/div.ts";
import { square } from "../../ops/square.ts";
import { example } from "./_example.ts";
import { type EventRule, isHazard } from "./_rule.ts";

export const divisionByZero: EventRule = {
  id: "division-by-zero",
  title: "a divisor can be 0",
  what: "The divisor can be 0. The quotient is ±Infinity, or NaN where the dividend is 0 too.",
  why: "x / 0 = ±∞ and 0 / 0 = NaN in IEEE arithmetic. A trainable scale crosses 0 sooner or later; a sum of exponentials of very negative numbers is exactly 0.",
  remedy:
    "Keep the divisor away from 0 by construction: add an ε to what is known not to be negative, divide by max(x, ε), or use a function that holds the division (softmax, layer normalisation).",
  severity: "error",
  references: ["GRIST (FSE 2021), cases 13, 17 and 28a–d", "deeplearning4j#6539: a zero gradient that is normalised"],
  precedence: 30,
  explain: (observed) =>
    isHazard(observed, ["div", "reciprocal"], ["Infinity", "-Infinity", "±Infinity or NaN", "NaN"])
      ? {
          message: "the divisor can be 0: the quotient is ±Infinity or NaN",
          help: "keep the divisor away from 0: add an ε to what cannot be negative, or divide by max(x, ε)",
        }
      : null,
  examples: {
    bad: example(
      "a / b, b in [−1, 1]",
      { a: { shape: [4], lo: 0, hi: 1 }, b: { shape: [4], lo: -1, hi: 1 } },
      ({ a, b }) => div(a, b),
    ),
    good: example(
      "a / (b² + 1e-6), b in [−1, 1]",
      { a: { shape: [4], lo: 0, hi: 1 }, b: { shape: [4], lo: -1, hi: 1 } },
      ({ a, b }) => div(a, add(square(b), constantLike(b, 1e-6))),
    ),
  },
};

/** @file Powers that are no real number, or no finite one. */
import { abs } from "../../ops/abs.ts";
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { pow } from "../../ops/pow.ts";
import { example } from "./_example.ts";
import { type EventRule, isHazard } from "./_rule.ts";

export const powDomain: EventRule = {
  id: "pow-domain",
  title: "a power can leave the real or the finite numbers",
  what: "The base can be negative with an exponent that is no whole number (NaN), or 0 with an exponent below 0 (Infinity).",
  why: "x^y = e^(y log x) for real y needs x > 0; 0^y is 1/0 for y < 0.",
  remedy: "Make the base positive: |x| + ε, or softplus(x); use square(x) or x·x for whole exponents.",
  severity: "error",
  references: ["tf#3937: the gradient of pow"],
  precedence: 50,
  explain: (observed) => {
    if (!isHazard(observed, ["pow"], ["NaN", "±Infinity or NaN"])) return null;
    const message =
      observed.event.hazard!.gives === "NaN"
        ? "the base can be below 0 with an exponent that is no whole number: the power is NaN"
        : "the base can be 0 with an exponent below 0: the power is Infinity";
    return { message, help: "make the base positive, for example with |x| + ε" };
  },
  examples: {
    bad: example("x^0.5, x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) => pow(x, constantLike(x, 0.5))),
    good: example("(|x| + 0.1)^0.5, x in [−1, 1]", { x: { shape: [4], lo: -1, hi: 1 } }, ({ x }) =>
      pow(add(abs(x), constantLike(x, 0.1)), constantLike(x, 0.5)),
    ),
  },
};

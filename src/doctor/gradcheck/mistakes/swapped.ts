/** @file swapped: a parameter gets the gradient of another one. */
import { multipleOf } from "../numbers.ts";
import { firstCertain, isTelling, type Mistake } from "./_mistake.ts";

export const swapped: Mistake = {
  id: "swapped",
  title: "This is the gradient of another parameter",
  what: "Two parameters of one shape have their gradients exchanged, or one gradient is returned twice.",
  why: "Lists of gradients that are built from the last layer to the first are in reverse order, and with layers of equal width no shape tells.",
  remedy: "Return each gradient at the place of its own parameter; a list built backwards is reversed once.",
  match: ({ written, siblings, judge }) => {
    if (!written) return null;
    return firstCertain(siblings, ({ name, value }) => {
      const factor = isTelling(value) ? multipleOf(written, value) : null;
      if (factor === null) return null;
      const { score, besides } = judge(factor);
      return { score, detail: `it is the gradient of ${name}${besides}`, factor };
    });
  },
};

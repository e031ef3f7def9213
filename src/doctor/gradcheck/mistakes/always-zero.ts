/** @file always-zero: the gradient is 0 where the true one is not. */

import { shownFactor } from "../factor.ts";
import { isZero, largestSize } from "../numbers.ts";
import type { Mistake } from "./_mistake.ts";

export const alwaysZero: Mistake = {
  id: "always-zero",
  title: "The gradient is zero where the true one is not",
  what: "Every element is 0, so that the parameter is never trained.",
  why: "A mask that is never true, a clip whose limits leave nothing between, an integer division or a placeholder that was never filled gives 0, whatever the cost does.",
  remedy: "Follow the value back through the backward pass to the first product that is 0 everywhere.",
  match: ({ written, expected }) =>
    written && isZero(written) && !isZero(expected)
      ? {
          score: 1,
          detail: `all ${written.data.length} elements are 0; the true ones reach ${shownFactor(largestSize(expected))}`,
        }
      : null,
};

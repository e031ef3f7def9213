/** @file not-finite: the written formula overflows where the true gradient is a number. */
import { allFinite } from "../numbers.ts";
import type { Mistake } from "./_mistake.ts";

export const notFinite: Mistake = {
  id: "not-finite",
  title: "The gradient is not a number where the true one is",
  what: "Some elements are NaN or infinite in float64, also with first weights a hundred times smaller.",
  why: "0 / 0, log 0 and ∞ − ∞ are no numbers: −y / a at a = 0, a division by a norm or a sum that is 0.",
  remedy: "Simplify the formula before it is computed: for softmax with cross-entropy dz = a − y divides by nothing.",
  references: ["Goodfellow, Bengio and Courville, Deep learning, 2016, section 4.1 (overflow and underflow)"],
  match: ({ written }) => {
    if (!written || allFinite(written)) return null;
    const count = written.data.filter((x) => !Number.isFinite(x)).length;
    return { score: 1, detail: `${count} of ${written.data.length} elements are NaN or infinite` };
  },
};

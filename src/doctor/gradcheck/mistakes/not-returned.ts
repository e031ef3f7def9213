/** @file not-returned: the hand-written function gives no gradient for a parameter. */
import type { Mistake } from "./_mistake.ts";

export const notReturned: Mistake = {
  id: "not-returned",
  title: "No gradient is returned for this parameter",
  what: "The tree that the function returns lacks an entry that the tree of parameters has.",
  why: "Gradients are matched with parameters by their names and places. A loop that ends one layer early leaves a hole.",
  remedy: "Return a tree of the same names and lengths as the parameters.",
  match: ({ written }) => (written === null ? { score: 1, detail: "nothing is there" } : null),
};

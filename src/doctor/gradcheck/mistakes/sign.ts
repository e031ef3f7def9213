/** @file sign: the gradient points uphill. */
import { isTelling, type Mistake } from "./_mistake.ts";

export const sign: Mistake = {
  id: "sign",
  title: "The sign of the gradient is flipped",
  what: "Every element has the opposite sign, so that an update W − η dW raises the cost.",
  why: "For softmax or sigmoid with cross-entropy dz = a − y. Written as y − a, or with the minus of −Σ y log a lost, all that follows has the wrong sign.",
  remedy: "Swap the difference, or put the minus back where the cost has one.",
  references: [
    "Bishop, Pattern recognition and machine learning, 2006, section 5.2 (canonical pairs of output and loss)",
    "CS231n, Minimal neural network case study, cs231n.github.io/neural-networks-case-study",
  ],
  match: (context) => {
    const multiple = context.multiple();
    if (!multiple || multiple.factor > 0) return null;
    const { score, besides } = context.judge(-multiple.factor);
    return {
      score: isTelling(context.expected) ? Math.max(score, 0.9) : score,
      detail: `every element has the opposite sign${besides}`,
      factor: multiple.factor,
    };
  },
};

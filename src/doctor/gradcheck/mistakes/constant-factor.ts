/** @file constant-factor: the gradient has the right direction and the wrong size. */
import { describeFactor, nameFactor } from "../factor.ts";
import { isTelling, type Mistake } from "./_mistake.ts";

export const constantFactor: Mistake = {
  id: "constant-factor",
  title: "The gradient is too large or too small by a constant factor",
  what: "Every element is the true one times the same number. Training goes in the right direction, with steps of another size than the learning rate says.",
  why: "A cost that averages, (1/m) Σᵢ lossᵢ, has a gradient with the same 1/m: dW = (1/m) dZ Aᵀ, db = (1/m) Σᵢ dzᵢ. Without it the gradient grows with the batch, and the step is m times too large.",
  remedy: "Write down the cost with its factors, and carry each of them into the gradient once.",
  references: [
    "CS231n, Minimal neural network case study, cs231n.github.io/neural-networks-case-study",
    "PyTorch documentation, CrossEntropyLoss (reduction)",
  ],
  match: (context) => {
    const multiple = context.multiple();
    if (!multiple || multiple.factor < 0) return null;
    const named = nameFactor(multiple.factor, multiple.other, context.counts, context.value.shape);
    // that a factor is m with two numbers of examples is no chance, even where the gradient is a single number
    const isTold = isTelling(context.expected) || (multiple.other !== null && named.power !== 0);
    const [known, odd] = isTold ? [1, 0.9] : [0.5, 0.2];
    return {
      score: named.reason === null ? odd : known,
      detail: describeFactor(multiple.factor, named, context.counts),
      factor: multiple.factor,
    };
  },
};

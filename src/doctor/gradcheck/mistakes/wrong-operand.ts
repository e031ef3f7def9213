/** @file wrong-operand: a weight's gradient is formed with another quantity than the weight was multiplied by. */
import { multipleOf } from "../numbers.ts";
import { firstCertain, type Mistake } from "./_mistake.ts";

export const wrongOperand: Mistake = {
  id: "wrong-operand",
  title: "The weight's gradient is formed with the wrong quantity",
  what: "dz is right, but it is multiplied by something else than what the weight met in the forward pass.",
  why: "For z[l] = W[l] a[l − 1] the gradient is dW[l] = dz[l] a[l − 1]ᵀ. With z[l − 1] for a[l − 1] the activation is forgotten; with a[l] the index is off by one.",
  remedy: "Multiply by the very value that the forward pass multiplied the weight by.",
  references: [
    "Nielsen, Neural networks and deep learning, 2015, chapter 2 (equations BP1 to BP4)",
    "CS231n, Backpropagation, intuitions: gradients for vectorized operations, cs231n.github.io/optimization-2",
  ],
  match: (context) => {
    const { written, expected, judge } = context;
    if (!written || written.data.length !== expected.data.length) return null;
    return firstCertain(context.otherOperands(), ({ wanted, used, gradient }) => {
      const factor = multipleOf(written, gradient);
      if (factor === null || multipleOf(gradient, expected) !== null) return null;
      const { score, besides } = judge(factor);
      return score > 0 ? { score, detail: `${used} is used in the place of ${wanted}${besides}`, factor } : null;
    });
  },
};

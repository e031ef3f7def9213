/** @file weight-penalty: a penalty on weights is in the cost or in the gradient, and not in both. */
import { sameShape } from "../../../util/shape.ts";
import { shownFactor } from "../factor.ts";
import { deviation, difference, fitPlane, isZero, sameBelow } from "../numbers.ts";
import { isTelling, type Match, type Mistake, type MistakeContext } from "./_mistake.ts";

function penaltyLeftOut({ written, expected, penalty }: MistakeContext): Match | null {
  if (!penalty || deviation(written!, difference(expected, penalty)) >= sameBelow) return null;
  return { score: 1, detail: "the cost has a penalty on this parameter, and the gradient has none" };
}

export const weightPenalty: Mistake = {
  id: "weight-penalty",
  title: "The penalty on the weights differs between cost and gradient",
  what: "The gradient is that of another cost: one with, or without, a multiple of the weights' squares.",
  why: "A penalty (λ/2) ‖W‖² in the cost adds λ W to the gradient. With the penalty (λ/2m) ‖W‖² it is (λ/m) W, with λ ‖W‖² it is 2 λ W.",
  remedy:
    "Add the penalty to both or to neither; for weight decay that is meant for the update alone use the optimizer's.",
  references: [
    "Goodfellow, Bengio and Courville, Deep learning, 2016, section 7.1.1 (L2 penalty)",
    "CS231n, Gradient checks, cs231n.github.io/neural-networks-3",
  ],
  match: (context) => {
    const { written, expected, value } = context;
    if (!written || !sameShape(written.shape, expected.shape) || !isTelling(expected)) return null;
    const leftOut = penaltyLeftOut(context);
    // two numbers are fitted, so that fewer than four elements say nothing
    if (leftOut || value.data.length < 4 || isZero(value)) return leftOut;
    const fitted = fitPlane(written, expected, value);
    if (!fitted || fitted.residual >= sameBelow || Math.abs(fitted.first - 1) > sameBelow) return null;
    const amount = `${shownFactor(Math.abs(fitted.second))} times the parameter itself`;
    const where =
      fitted.second > 0 ? "is in the gradient and not in the cost" : "is in the cost's gradient and not in this one";
    return { score: 0.95, detail: `${amount} ${where}` };
  },
};

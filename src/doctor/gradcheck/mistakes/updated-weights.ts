/** @file updated-weights: a layer's weights were updated before the gradient came back through them. */

import { shownFactor } from "../factor.ts";
import { fitPlane, sameBelow, zipNumbers } from "../numbers.ts";
import { best, type LayerView, type Match, type Mistake, type MistakeContext, type Weights } from "./_mistake.ts";

/** The written gradient is made from (W − η dW)ᵀ dz: linear in η. */
function withWeights(context: MistakeContext, layer: LayerView, weights: Weights): Match | null {
  const { written, writtenCotangent, gradientFrom, judge } = context;
  if (!weights.written || !written) return null;
  const [plain] = layer.through(weights, weights.value);
  const [step] = layer.through(weights, weights.written);
  if (!plain || !step) return null;
  const dz = writtenCotangent();
  const fitted = dz
    ? fitPlane(dz.value, plain.cotangent, step.cotangent)
    : fitPlane(written, gradientFrom(plain.cotangent), gradientFrom(step.cotangent));
  if (!fitted || !(fitted.residual < sameBelow)) return null;
  const rate = -fitted.second / fitted.first;
  // with no step taken, or one that hides among roundings, the weights are the old ones
  if (!(Math.abs(rate) > 1e-9) || !Number.isFinite(rate)) return null;
  const { score, besides } = judge(fitted.first);
  return {
    score: Math.min(score, rate > 0 ? 1 : 0.7),
    detail: `${weights.name} − ${shownFactor(rate)} times its gradient is used in the place of ${weights.name}, which was updated first${besides}`,
    cotangent: zipNumbers(plain.cotangent, step.cotangent, (x, y) => x - rate * y),
  };
}

export const updatedWeights: Mistake = {
  id: "updated-weights",
  title: "The gradient comes back through weights that were updated already",
  what: "The weights of the layer above were changed before the gradient passed through them, so that it belongs to no single set of weights.",
  why: "All gradients are taken at the same parameters: da = Wᵀ dz with the W of the forward pass. After W ← W − η dW it becomes (W − η dW)ᵀ dz, off by η dWᵀ dz.",
  remedy: "Compute every gradient first, then update all parameters.",
  references: ["Goodfellow, Bengio and Courville, Deep learning, 2016, section 6.5 (algorithm 6.4)"],
  match: (context) => {
    const { layer } = context;
    if (!layer) return null;
    return best(layer.weightsAbove.map((weights) => withWeights(context, layer, weights)));
  },
};

/** @file softmax-jacobian: the gradient of the probabilities is taken for that of the logits, or only its diagonal is used. */
import { product, zipNumbers } from "../numbers.ts";
import { best, byCotangent, type Mistake } from "./_mistake.ts";

export const softmaxJacobian: Mistake = {
  id: "softmax-jacobian",
  title: "The Jacobian of softmax is left out",
  what: "Softmax couples the outputs of an example: raising one logit lowers every other probability. The gradient is passed through as if each probability depended on its own logit alone.",
  why: "dzᵢ = aᵢ (daᵢ − Σⱼ aⱼ daⱼ). With cross-entropy, da = −y / a, this is a − y. Taking dz = da gives −y / a; taking only the diagonal, da ⊙ a (1 − a), gives −y (1 − a).",
  remedy:
    "With cross-entropy use dz = a − y, which is the whole of it. With another cost multiply by the full Jacobian.",
  references: [
    "Bishop, Pattern recognition and machine learning, 2006, section 4.3.4 (derivatives of softmax)",
    "CS231n, Minimal neural network case study, cs231n.github.io/neural-networks-case-study",
  ],
  match: (context) => {
    const { layer } = context;
    if (!layer) return null;
    const from = layer.activations.findIndex(({ name }) => name === "softmax");
    if (from === -1) return null;
    const [{ value, cotangent }, ...later] = layer.activations.slice(from) as [
      (typeof layer.activations)[0],
      ...typeof layer.activations,
    ];
    const diagonal = zipNumbers(cotangent, value, (da, a) => da * a * (1 - a));
    return best([
      byCotangent(
        context,
        cotangent,
        `dz = da: what arrives at the probabilities of layer ${layer.index} is taken for dz; with cross-entropy that is −y / a`,
      ),
      byCotangent(context, diagonal, "dz = da a (1 − a): only the diagonal of the Jacobian is used, as for a sigmoid"),
      byCotangent(context, product(cotangent, value), "dz = da a: the sum over the other classes is left out"),
      ...later.map((after) =>
        byCotangent(context, after.cotangent, `what arrives at the ${after.name} after the softmax is taken for dz`),
      ),
    ]);
  },
};

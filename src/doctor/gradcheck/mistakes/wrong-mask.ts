/** @file wrong-mask: units are switched off by the sign of the wrong quantity. */
import type { Value } from "../../../graph/dtype.ts";
import { multipleOf, product, sameBelow, total, zipNumbers } from "../numbers.ts";
import {
  type Activation,
  best,
  byCotangent,
  firstCertain,
  type LayerView,
  type Match,
  type Mistake,
  type MistakeContext,
} from "./_mistake.ts";

const positive = (x: number): number => (x > 0 ? 1 : 0);

/** How many elements are off by the mistake, of how many. */
function share(layer: LayerView, cotangent: Value): string {
  const wrong = zipNumbers(cotangent, layer.cotangent, (x, y) => (Math.abs(x - y) > sameBelow * Math.abs(y) ? 1 : 0));
  const count = total(wrong);
  return `${count} of ${wrong.data.length} elements of dz are switched on or off wrongly`;
}

/** Masks by the sign of a named quantity. */
function bySign(context: MistakeContext, layer: LayerView, { cotangent }: Activation): Match | null {
  const others = [...layer.alike, { name: "the gradient that arrives", value: cotangent }];
  return firstCertain(others, ({ name, value }) => {
    const masked = product(cotangent, zipNumbers(value, value, positive));
    if (multipleOf(masked, layer.cotangent) !== null) return null;
    return byCotangent(context, masked, `the mask of layer ${layer.index} is ${name} > 0; ${share(layer, masked)}`);
  });
}

/** Any mask: the written dz is what arrives, or 0. */
function anyMask(
  { writtenCotangent }: MistakeContext,
  layer: LayerView,
  { name, cotangent }: Activation,
): Match | null {
  const written = writtenCotangent()?.value;
  if (!written) return null;
  const kept = zipNumbers(written, cotangent, (dz, da) => (dz === 0 ? 0 : da));
  const factor = multipleOf(written, kept);
  if (factor === null || multipleOf(kept, layer.cotangent) !== null || multipleOf(kept, cotangent) !== null)
    return null;
  const detail = `the mask of the ${name} of layer ${layer.index} is taken from another quantity; ${share(layer, kept)}`;
  return { score: 0.8, detail, cotangent: kept };
}

export const wrongMask: Mistake = {
  id: "wrong-mask",
  title: "Units are switched off by the wrong quantity",
  what: "The gradient differs from the true one only where a unit is on and should be off, or off and should be on.",
  why: "A relu passes the gradient where its own z > 0: dz[l] = da[l] ⊙ (z[l] > 0). With the mask of another layer (an index off by one, z[l − 1]) or of the arriving gradient, other units are switched off.",
  remedy: "Take the mask from the sum that the activation was applied to in the forward pass.",
  references: [
    "CS231n, Minimal neural network case study, cs231n.github.io/neural-networks-case-study",
    "Nielsen, Neural networks and deep learning, 2015, chapter 2 (equations BP1 to BP4)",
  ],
  match: (context) => {
    const { layer } = context;
    if (!layer) return null;
    return best(
      layer.activations
        .filter(({ name }) => name !== "softmax")
        .flatMap((activation) => [bySign(context, layer, activation), anyMask(context, layer, activation)]),
    );
  },
};

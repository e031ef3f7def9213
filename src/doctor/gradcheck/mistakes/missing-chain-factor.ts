/** @file missing-chain-factor: weights on the way back are left out, not transposed, or those of another layer. */
import type { Value } from "../../../graph/dtype.ts";
import { sameShape } from "../../../util/shape.ts";
import { numbers, transposed } from "../numbers.ts";
import {
  byCotangent,
  firstCertain,
  type LayerView,
  type Mistake,
  type MistakeContext,
  type Weights,
} from "./_mistake.ts";

interface Candidate {
  readonly weights: Weights;
  readonly value: Value;
  readonly detail: string;
}

const identityMatrix = (n: number): Value =>
  numbers(
    [n, n],
    Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
  );

function candidatesFor(weights: Weights, { parameters }: MistakeContext): Candidate[] {
  const { name, value } = weights;
  const [rows, columns] = value.shape;
  const list: Candidate[] = [];
  if (value.shape.length === 2 && rows === columns) {
    list.push(
      { weights, value: transposed(value), detail: `${name} is used the wrong way round: transpose it` },
      { weights, value: identityMatrix(rows!), detail: `the factor ${name} is missing` },
    );
  }
  for (const other of parameters) {
    if (other.name !== name && sameShape(other.value.shape, value.shape)) {
      list.push({ weights, value: other.value, detail: `${other.name} is used in the place of ${name}` });
    }
  }
  return list;
}

function* variants(
  layer: LayerView,
  candidates: readonly Candidate[],
): Generator<{ cotangent: Value; detail: string }> {
  for (const { weights, value, detail } of candidates) {
    for (const { cotangent, without } of layer.through(weights, value)) {
      const besides = without === null ? "" : `, and the derivative of the ${without} is left out as well`;
      yield { cotangent, detail: `on the way back to layer ${layer.index} ${detail}${besides}` };
    }
  }
}

export const missingChainFactor: Mistake = {
  id: "missing-chain-factor",
  title: "The gradient comes back through the wrong weights",
  what: "What arrives at a layer from the one above was not multiplied by the weights between them, or by their transpose, or by those of another layer.",
  why: "For z = W a the chain rule gives da = Wᵀ dz (for z = a W: da = dz Wᵀ). Where W is square, W dz has the same shape, and so has dz itself; no error is raised.",
  remedy: "Multiply by the transpose of the weights that the forward pass used between the two layers.",
  references: [
    "Nielsen, Neural networks and deep learning, 2015, chapter 2 (equations BP1 to BP4)",
    "Goodfellow, Bengio and Courville, Deep learning, 2016, section 6.5 (algorithm 6.4)",
  ],
  match: (context) => {
    const { layer } = context;
    if (!layer) return null;
    const candidates = layer.weightsAbove.flatMap((weights) => candidatesFor(weights, context));
    return firstCertain(variants(layer, candidates), ({ cotangent, detail }) =>
      byCotangent(context, cotangent, detail),
    );
  },
};

/** @file wrong-activation-derivative: another function's derivative, or the right one of the wrong quantity. */

import type { Value } from "../../../graph/dtype.ts";
import { mapNumbers, multipleOf, product, zipNumbers } from "../numbers.ts";
import { type Activation, byCotangent, firstCertain, type LayerView, type Mistake } from "./_mistake.ts";

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

interface Formula {
  readonly text: string;
  readonly note?: string;
  readonly of: (z: number, a: number) => number;
}

/** What is found in the place of f′(z), z being the sum and a = f(z). */
const formulas: readonly Formula[] = [
  { text: "1 − a²", of: (_z, a) => 1 - a * a },
  { text: "1 − z²", of: (z) => 1 - z * z },
  { text: "a (1 − a)", of: (_z, a) => a * (1 - a) },
  { text: "z (1 − z)", of: (z) => z * (1 - z) },
  { text: "1 − a", of: (_z, a) => 1 - a },
  { text: "a", of: (_z, a) => a },
  { text: "z", of: (z) => z },
  { text: "1 − tanh² a", note: "taken at a instead of z", of: (_z, a) => 1 - Math.tanh(a) ** 2 },
  { text: "1 − tanh² z", of: (z) => 1 - Math.tanh(z) ** 2 },
  { text: "σ(a) (1 − σ(a))", note: "taken at a instead of z", of: (_z, a) => logistic(a) * (1 - logistic(a)) },
  { text: "σ(z) (1 − σ(z))", of: (z) => logistic(z) * (1 - logistic(z)) },
  { text: "the mask z > 0", of: (z) => (z > 0 ? 1 : 0) },
  { text: "the mask a > 0", of: (_z, a) => (a > 0 ? 1 : 0) },
  { text: "the mask z < 0", note: "the wrong way round", of: (z) => (z < 0 ? 1 : 0) },
  { text: "sqrt(1 − a²)", of: (_z, a) => Math.sqrt(Math.max(0, 1 - a * a)) },
  { text: "1 + a²", of: (_z, a) => 1 + a * a },
];

/** The derivatives of tanh and sigmoid of another layer, by their outputs v. */
const ofOthers: readonly { readonly text: string; readonly of: (v: number) => number }[] = [
  { text: "1 − v²", of: (v) => 1 - v * v },
  { text: "v (1 − v)", of: (v) => v * (1 - v) },
];

interface Candidate {
  readonly detail: string;
  readonly cotangent: () => Value;
}

function* candidates(layer: LayerView, { name, value, cotangent }: Activation): Generator<Candidate> {
  const at = `of layer ${layer.index}`;
  for (const { text, note, of } of formulas) {
    yield {
      detail: `${text} stands for the derivative of the ${name} ${at}${note ? `, ${note}` : ""}`,
      cotangent: () => product(cotangent, zipNumbers(layer.z, value, of)),
    };
  }
  for (const other of layer.alike) {
    for (const { text, of } of ofOthers) {
      yield {
        detail: `${text} with v = ${other.name} stands for the derivative of the ${name} ${at}`,
        cotangent: () => product(cotangent, mapNumbers(other.value, of)),
      };
    }
  }
  yield {
    detail: `the derivative of the ${name} ${at} is applied twice`,
    cotangent: () => zipNumbers(layer.cotangent, cotangent, (dz, da) => (da === 0 ? 0 : (dz * dz) / da)),
  };
  yield {
    detail: `the derivative of the ${name} ${at} is divided by instead of multiplied`,
    cotangent: () => zipNumbers(layer.cotangent, cotangent, (dz, da) => (dz === 0 ? 0 : (da * da) / dz)),
  };
}

/** On top of the true derivative: dz is right, and multiplied once more. */
function* additions(layer: LayerView): Generator<Candidate> {
  for (const { name, value } of layer.activations) {
    for (const { text, of } of formulas) {
      const detail = `dz of layer ${layer.index} is multiplied by ${text} of its ${name} as well`;
      yield { detail, cotangent: () => product(layer.cotangent, zipNumbers(layer.z, value, of)) };
    }
  }
}

export const wrongActivationDerivative: Mistake = {
  id: "wrong-activation-derivative",
  title: "The derivative is not that of the activation",
  what: "Between the gradient of a layer's output and that of its sum stands a derivative, but another function's, or taken at another quantity, or once too often.",
  why: "tanh′ = 1 − a² and σ′ = a (1 − a) are written with the output a; the same formulas with the sum z, or the function applied to a once more, are other numbers. After softmax or sigmoid with cross-entropy dz = a − y holds the derivative already.",
  remedy:
    "Take the derivative of the function that the forward pass applies, and check whether its formula expects z or a.",
  references: [
    "Nielsen, Neural networks and deep learning, 2015, chapter 2 (equations BP1 to BP4)",
    "Bishop, Pattern recognition and machine learning, 2006, section 5.3 (error backpropagation)",
  ],
  match: (context) => {
    const { layer } = context;
    if (!layer) return null;
    const all = function* (): Generator<Candidate> {
      for (const activation of layer.activations)
        if (activation.name !== "softmax") yield* candidates(layer, activation);
      yield* additions(layer);
    };
    return firstCertain(all(), ({ detail, cotangent }) => {
      const candidate = cotangent();
      return multipleOf(candidate, layer.cotangent) === null ? byCotangent(context, candidate, detail) : null;
    });
  },
};

/** @file missing-activation-derivative: dz = da, the derivative of the activation is left out. */
import { multipleOf } from "../numbers.ts";
import { byCotangent, firstCertain, type Mistake } from "./_mistake.ts";

/** Activations below which units pass nothing back, so that their derivative is a mask. */
const masking: ReadonlySet<string> = new Set(["relu", "leaky relu", "clip"]);

export const missingActivationDerivative: Mistake = {
  id: "missing-activation-derivative",
  title: "The derivative of the activation is left out",
  what: "The gradient that arrives at a layer's output is handed to its weights as if there were no activation between.",
  why: "For a = f(z) the chain rule gives dz = da ⊙ f′(z): for relu the mask z > 0, for tanh 1 − a², for sigmoid a (1 − a). Without it dz = da.",
  remedy: "Multiply by the derivative before dW and db are formed, and before the gradient goes on to the layer below.",
  references: [
    "Nielsen, Neural networks and deep learning, 2015, chapter 2 (equations BP1 to BP4)",
    "CS231n, Minimal neural network case study, cs231n.github.io/neural-networks-case-study",
  ],
  match: (context) => {
    const { layer } = context;
    if (!layer) return null;
    const candidates = layer.activations.filter(
      ({ name, cotangent }) => name !== "softmax" && multipleOf(layer.cotangent, cotangent) === null,
    );
    return firstCertain(candidates, ({ name, cotangent }) => {
      const mask = masking.has(name) ? "; a mask a >= 0 does the same, for a is never below 0" : "";
      return byCotangent(
        context,
        cotangent,
        `the derivative of the ${name} of layer ${layer.index} is left out: dz = da${mask}`,
      );
    });
  },
};

/** @file activation: an activation function as a layer of its own. */
import type { ActivationSpec } from "../../experiment/types.ts";
import { activations } from "../activations.ts";
import type { Layer } from "./_layer.ts";

export const activationLayer: Layer<ActivationSpec> = {
  name: "activation",
  formula: "activation(x)",
  build: (spec, inputShape, ordinal) => ({
    name: `activation${ordinal}`,
    parameters: [],
    outputShape: inputShape,
    activation: spec.activation,
    apply: (x) => ({ preActivation: x, activation: activations[spec.activation].apply(x) }),
  }),
};

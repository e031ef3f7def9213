/** @file dense: every output is a weighted sum of every input, then an activation function. */
import type { DenseSpec } from "../../experiment/types.ts";
import { add, matmul } from "../../tensor/functions.ts";
import { ShapeError } from "../../util/errors.ts";
import { formatShape } from "../../util/shape.ts";
import { activations } from "../activations.ts";
import type { Layer, Parameter } from "./_layer.ts";

export const denseLayer: Layer<DenseSpec> = {
  name: "dense",
  formula: "activation(x W + b), W of shape [inputs, units]",
  build: (spec, inputShape, ordinal, where) => {
    const inputs = inputShape[0];
    if (inputShape.length !== 1 || inputs === undefined) {
      throw new ShapeError(`a dense layer needs one row of numbers an example, not shape ${formatShape(inputShape)}`, {
        where,
        help: "flatten the inputs to [examples, features] first",
      });
    }
    const name = `dense${ordinal}`;
    const fan = { in: inputs, out: spec.units };
    const weight: Parameter = {
      name: `${name}.weight`,
      shape: [inputs, spec.units],
      init: spec.init,
      fan,
      decay: true,
    };
    const bias: Parameter = { name: `${name}.bias`, shape: [spec.units], init: spec.biasInit, fan, decay: false };
    return {
      name,
      parameters: spec.bias ? [weight, bias] : [weight],
      outputShape: [spec.units],
      activation: spec.activation,
      apply: (x, parameters) => {
        const product = matmul(x, parameters[weight.name]!);
        const preActivation = spec.bias ? add(product, parameters[bias.name]!) : product;
        return { preActivation, activation: activations[spec.activation].apply(preActivation) };
      },
    };
  },
};

/** @file dropout: while training, drops values at random and scales up the others. */
import type { DropoutSpec } from "../../experiment/types.ts";
import { cast, mul } from "../../tensor/functions.ts";
import type { Layer } from "./_layer.ts";

export const dropoutLayer: Layer<DropoutSpec> = {
  name: "dropout",
  formula: "x · mask / (1 − rate) while training, mask 1 with probability 1 − rate; x otherwise",
  build: ({ rate }, inputShape, ordinal) => {
    const name = `dropout${ordinal}`;
    return {
      name,
      parameters: [],
      outputShape: inputShape,
      activation: "linear",
      apply: (x, _parameters, context) => {
        if (!context.training || rate === 0) return { activation: x };
        const mask = cast(context.dropoutMask(name, x.shape, rate), x.dtype);
        return { activation: mul(x, mul(mask, 1 / (1 - rate))) };
      },
    };
  },
};

/** @file constant: one stated value everywhere. */
import type { InitSpec } from "../../experiment/types.ts";
import { sizeOf } from "../../util/shape.ts";
import type { Initializer } from "./_initializer.ts";

export const constantInitializer: Initializer<Extract<InitSpec, { name: "constant" }>> = {
  name: "constant",
  formula: "value",
  source: "Keras Constant",
  variance: () => null,
  fill: (shape, _fan, { value }) => new Float64Array(sizeOf(shape)).fill(value),
};

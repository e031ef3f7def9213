/** @file zeros: for biases; weights that are all zero never learn apart. */
import { sizeOf } from "../../util/shape.ts";
import type { Initializer } from "./_initializer.ts";

export const zerosInitializer: Initializer = {
  name: "zeros",
  formula: "0",
  source: "the usual start of biases",
  variance: () => null,
  fill: (shape) => new Float64Array(sizeOf(shape)),
};

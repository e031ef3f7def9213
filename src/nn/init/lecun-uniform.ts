/** @file lecun-uniform: uniform values of variance 1 / fanIn. */
import { type Initializer, uniformFill } from "./_initializer.ts";

export const lecunUniformInitializer: Initializer = {
  name: "lecun-uniform",
  formula: "U(−l, l), l = √(3 / fanIn)",
  source: "LeCun et al., Efficient BackProp, 1998, section 4.6, eq. 16",
  ...uniformFill((fan) => Math.sqrt(3 / fan.in)),
};

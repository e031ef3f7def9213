/** @file glorot-uniform: uniform values with the variance of glorot-normal. */
import { type Initializer, uniformFill } from "./_initializer.ts";

export const glorotUniformInitializer: Initializer = {
  name: "glorot-uniform",
  formula: "U(−l, l), l = √(6 / (fanIn + fanOut))",
  source:
    "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010, eq. 16; the default of Keras",
  ...uniformFill((fan) => Math.sqrt(6 / (fan.in + fan.out))),
};

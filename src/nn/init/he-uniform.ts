/** @file he-uniform: uniform values with the variance of he-normal. */
import { type Initializer, uniformFill } from "./_initializer.ts";

export const heUniformInitializer: Initializer = {
  name: "he-uniform",
  formula: "U(−l, l), l = √(6 / fanIn)",
  source:
    "He et al., Delving Deep into Rectifiers, 2015, eq. 10 (arXiv 1502.01852); PyTorch kaiming_uniform_ with a = 0",
  ...uniformFill((fan) => Math.sqrt(6 / fan.in)),
};

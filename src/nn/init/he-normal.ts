/** @file he-normal: normal values that keep the variance of activations through ReLU layers. */
import { type Initializer, normalFill } from "./_initializer.ts";

export const heNormalInitializer: Initializer = {
  name: "he-normal",
  formula: "N(0, 2 / fanIn), not truncated",
  source: "He et al., Delving Deep into Rectifiers, 2015, eq. 10 (arXiv 1502.01852); PyTorch kaiming_normal_",
  ...normalFill((fan) => Math.sqrt(2 / fan.in)),
};

/** @file glorot-normal: normal values between what forward and backward variance ask for. */
import { type Initializer, normalFill } from "./_initializer.ts";

export const glorotNormalInitializer: Initializer = {
  name: "glorot-normal",
  formula: "N(0, 2 / (fanIn + fanOut)), not truncated",
  source: "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010, eq. 12",
  ...normalFill((fan) => Math.sqrt(2 / (fan.in + fan.out))),
};

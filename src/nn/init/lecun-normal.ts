/** @file lecun-normal: normal values of variance 1 / fanIn, as SELU assumes. */
import { type Initializer, normalFill } from "./_initializer.ts";

export const lecunNormalInitializer: Initializer = {
  name: "lecun-normal",
  formula: "N(0, 1 / fanIn), not truncated",
  source: "LeCun et al., Efficient BackProp, 1998, section 4.6, eq. 16",
  ...normalFill((fan) => Math.sqrt(1 / fan.in)),
};

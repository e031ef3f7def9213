/** @file What ONNX Runtime's providers cannot do, by name with the reason. */
import type { Traits } from "./suite.ts";

export const cpuTraits: Traits = {
  withoutFloat64: {
    "erf sample 0": "ONNX Runtime's CPU provider has no Erf kernel for doubles",
    "gelu sample 0": "it is made of erf",
  },
};

export const webGpuTraits: Traits = { withoutFloat64: "all", refusesFallback: true };

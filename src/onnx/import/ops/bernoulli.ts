/** @file ONNX Bernoulli: 1 where a uniform number lies below the probability. */
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import type { Importer } from "../_importer.ts";
import { seedOf, unitUniform } from "./_random.ts";

export const bernoulliImporter: Importer = {
  opType: "Bernoulli",
  import: (node) => {
    const p = node.input(0);
    return cast(compare("<", unitUniform(seedOf(node), p.shape, p.dtype), p), node.dtype("dtype", p.dtype));
  },
  samples: [{ opset: 15, inputs: [{ shape: [2, 3], domain: [0, 1] }] }],
};

/** @file ONNX GlobalLpPool. */
import { sum } from "../../../ops/sum.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";
import { spatialAxes } from "./_global.ts";
import { absolutePower, root } from "./_norms.ts";

export const globalLpPoolImporter: Importer = {
  opType: "GlobalLpPool",
  import: (node) => {
    const x = node.input(0);
    const p = node.int("p", 2);
    return root(sum(absolutePower(x, p), { axes: spatialAxes(x), keepdims: true }), p);
  },
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3, 4] }] },
    { opset: 7, attributes: [intAttribute("p", 3)], inputs: [{ shape: [2, 3, 4, 2] }] },
  ],
};

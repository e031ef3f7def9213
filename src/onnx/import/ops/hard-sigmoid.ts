/** @file ONNX HardSigmoid. */
import { add } from "../../../ops/add.ts";
import { clip } from "../../../ops/clip.ts";
import { constantLike } from "../../../ops/constant.ts";
import { mul } from "../../../ops/mul.ts";
import type { Importer } from "../_importer.ts";
import { unaryImporter } from "./_elementwise.ts";

// min(max(αx + β, 0), 1)
export const hardSigmoidImporter: Importer = unaryImporter(
  "HardSigmoid",
  (x, node) => {
    const alpha = constantLike(x, node.float("alpha", Math.fround(0.2)));
    return clip(add(mul(x, alpha), constantLike(x, node.float("beta", 0.5))), 0, 1);
  },
  [{ opset: 7, inputs: [{ shape: [2, 3], edges: [-5, 5] }] }],
);

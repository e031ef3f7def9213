/** @file ONNX RMSNormalization. */
import { cast } from "../../../ops/cast.ts";
import { div } from "../../../ops/div.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute, intAttribute } from "./_attributes.ts";
import { rootMeanSquare, scaled, widened } from "./_channels.ts";
import { trailingAxes } from "./layer-normalization.ts";

export const rmsNormalizationImporter: Importer = {
  opType: "RMSNormalization",
  import: (node) => {
    const x = node.input(0);
    const wide = node.int("stash_type", 1) === 1 ? widened(x) : x;
    const size = rootMeanSquare(wide, trailingAxes(node, x.shape.length), node.float("epsilon", 1e-5));
    return scaled(cast(div(wide, size), x.dtype), node.input(1), null);
  },
  samples: [
    { opset: 23, inputs: [{ shape: [2, 3, 4] }, { shape: [4] }] },
    {
      opset: 23,
      attributes: [intAttribute("axis", 1), floatAttribute("epsilon", 0.1)],
      inputs: [{ shape: [2, 3, 4] }, { shape: [3, 4] }],
    },
  ],
};

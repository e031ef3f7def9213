/** @file ONNX InstanceNormalization. */
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { alongChannels, normalized, scaled } from "./_channels.ts";
import { spatialAxes } from "./_global.ts";

export const instanceNormalizationImporter: Importer = {
  opType: "InstanceNormalization",
  import: (node) => {
    const x = node.input(0);
    const { y } = normalized(x, spatialAxes(x), node.float("epsilon", 1e-5));
    return scaled(y, alongChannels(node.input(1), x.shape.length), alongChannels(node.input(2), x.shape.length));
  },
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3, 4] }, { shape: [3] }, { shape: [3] }] },
    {
      opset: 22,
      attributes: [floatAttribute("epsilon", 0.1)],
      inputs: [{ shape: [2, 3, 4, 2] }, { shape: [3] }, { shape: [3] }],
    },
  ],
};

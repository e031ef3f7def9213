/** @file com.microsoft SkipLayerNormalization: a layer normalisation of x + skip + bias. */
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { microsoft } from "./_microsoft.ts";
import { layerNormalized, summed } from "./_skip-normalization.ts";

const x = { shape: [2, 3, 4] } as const;
const parameter = { shape: [4] } as const;

export const microsoftSkipLayerNormalizationImporter: Importer = {
  opType: "SkipLayerNormalization",
  domain: microsoft,
  import: (node) => {
    const total = summed(node, node.optional(4));
    return [layerNormalized(node, total, node.input(2), node.optional(3)), null, null, total];
  },
  samples: [
    { opset: 1, attributes: [floatAttribute("epsilon", 0.01)], inputs: [x, x, parameter, parameter] },
    { opset: 1, attributes: [floatAttribute("epsilon", 1e-5)], inputs: [x, x, parameter, parameter, parameter] },
  ],
};

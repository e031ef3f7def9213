/** @file com.microsoft SkipSimplifiedLayerNormalization: x + skip + bias by its root mean square. */
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { microsoft } from "./_microsoft.ts";
import { rootMeanNormalized, summed } from "./_skip-normalization.ts";

const x = { shape: [2, 3, 4] } as const;

export const microsoftSkipSimplifiedLayerNormalizationImporter: Importer = {
  opType: "SkipSimplifiedLayerNormalization",
  domain: microsoft,
  import: (node) => {
    const total = summed(node, node.optional(3));
    return [rootMeanNormalized(node, total, node.input(2)), null, null, total];
  },
  samples: [{ opset: 1, attributes: [floatAttribute("epsilon", 0.01)], inputs: [x, x, { shape: [4] }] }],
};

/** @file SimplifiedLayerNormalization, which ONNX Runtime adds to the standard domain: x by its root mean square. */
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { rootMeanNormalized } from "./_skip-normalization.ts";

export const simplifiedLayerNormalizationImporter: Importer = {
  opType: "SimplifiedLayerNormalization",
  import: (node) => {
    const axis = node.int("axis", -1);
    const x = node.input(0);
    if (axis !== -1 && axis !== x.shape.length - 1) return node.unknown("it normalises more than the last axis", [x]);
    return [rootMeanNormalized(node, x, node.input(1)), null];
  },
  samples: [
    { opset: 17, attributes: [floatAttribute("epsilon", 0.01)], inputs: [{ shape: [2, 3, 4] }, { shape: [4] }] },
  ],
};

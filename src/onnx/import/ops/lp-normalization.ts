/** @file ONNX LpNormalization. */

import type { Importer } from "../_importer.ts";
import { lpNormalize } from "../foreign/lpNormalize.ts";
import { intAttribute } from "./_attributes.ts";
import { axisOf } from "./_axis.ts";

export const lpNormalizationImporter: Importer = {
  opType: "LpNormalization",
  import: (node) => {
    const x = node.input(0);
    return lpNormalize(x, { axis: axisOf(node, x, -1), p: node.int("p", 2) === 1 ? 1 : 2 });
  },
  samples: [
    { opset: 7, inputs: [{ shape: [2, 3] }] },
    { opset: 22, attributes: [intAttribute("p", 1), intAttribute("axis", 0)], inputs: [{ shape: [2, 3] }] },
  ],
};

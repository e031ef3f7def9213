/** @file com.microsoft FusedConv: a convolution, a sum with a fourth input, an activation. */
import { add } from "../../../ops/add.ts";
import type { Importer } from "../_importer.ts";
import { floatsAttribute, intsAttribute, textAttribute } from "./_attributes.ts";
import { activated, microsoft } from "./_microsoft.ts";
import { convolution } from "./conv.ts";

const weights = [{ shape: [1, 2, 4, 4] }, { shape: [3, 2, 3, 3] }, { shape: [3] }] as const;

export const microsoftFusedConvImporter: Importer = {
  opType: "FusedConv",
  domain: microsoft,
  import: (node) => {
    const y = convolution(node);
    const more = node.optional(3);
    return activated(node, more ? add(y, more) : y);
  },
  samples: [
    {
      opset: 1,
      attributes: [textAttribute("activation", "Relu"), intsAttribute("kernel_shape", [3, 3])],
      inputs: weights,
    },
    {
      opset: 1,
      attributes: [
        textAttribute("activation", "LeakyRelu"),
        floatsAttribute("activation_params", [0.25]),
        intsAttribute("kernel_shape", [3, 3]),
      ],
      inputs: weights,
    },
  ],
};

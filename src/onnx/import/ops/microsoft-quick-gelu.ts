/** @file com.microsoft QuickGelu: x σ(αx). */
import { scalarLike } from "../../../ops/_elementwise.ts";
import { mul } from "../../../ops/mul.ts";
import { sigmoid } from "../../../ops/sigmoid.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { microsoft } from "./_microsoft.ts";

export const microsoftQuickGeluImporter: Importer = {
  opType: "QuickGelu",
  domain: microsoft,
  import: (node) => {
    const x = node.input(0);
    return mul(x, sigmoid(mul(x, scalarLike(x, node.float("alpha", 1.702)))));
  },
  samples: [
    { opset: 1, inputs: [{ shape: [2, 3] }] },
    { opset: 1, attributes: [floatAttribute("alpha", 1)], inputs: [{ shape: [2, 3] }] },
  ],
};
